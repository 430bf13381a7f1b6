import { expect, it } from 'vitest';
import { reachableApiUrl } from '../../local/api-url.ts';

it.for([
  ['http://0a1b2c3d.execute-api.localhost:4566', 'http://127.0.0.1:4566/_aws/execute-api/0a1b2c3d'],
  ['http://0a1b2c3d.execute-api.localhost:4566/v1/', 'http://127.0.0.1:4566/_aws/execute-api/0a1b2c3d/v1'],
  [
    'https://0a1b2c3d.execute-api.us-east-1.amazonaws.com/',
    'https://0a1b2c3d.execute-api.us-east-1.amazonaws.com',
  ],
])('the API %s is reached at %s', ([url, reachable]) => {
  expect(reachableApiUrl('http://127.0.0.1:4566', url!)).toBe(reachable);
});
