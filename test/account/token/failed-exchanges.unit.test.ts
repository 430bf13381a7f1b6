import { expect, it } from 'vitest';
import { createToken } from '#schemas/account/token/routes.ts';
import { limits } from '#schemas/limits.ts';
import { ADA } from '../samples.ts';
import { peopledService } from '../tenants.ts';

const { most } = limits['failed-exchanges'];

it('limits wrong exchanges by key id, whether there is such a key or not, and takes the right secret all the same', async () => {
  const service = peopledService();
  const { apiKey } = await service.tenant(ADA);
  for (const id of [apiKey.id, 'no-such-key']) {
    const wrong = { body: { id, secret: 'wrong' } };
    for (let n = 0; n < most; n += 1) expect((await service.call(createToken, wrong)).status).toBe(401);
    expect(await service.call(createToken, wrong)).toMatchObject({
      status: 429,
      code: 'limit-reached',
      body: { details: { limit: 'failed-exchanges' } },
    });
  }
  const other = { body: { id: 'another', secret: 'wrong' } };
  expect((await service.call(createToken, other)).status).toBe(401);
  expect((await service.call(createToken, { body: apiKey })).status).toBe(200);
  service.pass(60);
  expect((await service.call(createToken, { body: { id: apiKey.id, secret: 'wrong' } })).status).toBe(401);
});
