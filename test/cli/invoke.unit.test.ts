import { LambdaClient } from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { lambdaInvoke } from '../../cli/invoke.ts';

const REGION = 'us-east-1';
const credentials = { accessKeyId: 'k', secretAccessKey: 's' };

/** A client whose answers come from the test instead of the network. */
function answering(error: string, answer: object): LambdaClient {
  const body = new TextEncoder().encode(JSON.stringify(answer));
  const headers = { 'x-amz-function-error': error };
  const requestHandler = { handle: async () => ({ response: { statusCode: 200, headers, body } }) };
  return new LambdaClient({ region: REGION, credentials, requestHandler });
}

it.each([
  ['no region', { region: () => Promise.reject(new Error('Region is missing')), credentials }],
  [
    'no credentials',
    {
      region: REGION,
      credentials: () =>
        Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })),
    },
  ],
])('of an operator with %s asks for all that AWS needs in one line, with 2', async (_, settings) => {
  await expect(lambdaInvoke(new LambdaClient(settings))('f', {})).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/AWS_REGION.*AWS_ACCESS_KEY_ID.*npm start/),
  });
});

it('takes a refusal of the function for a wrong word, and anything else for a failure', async () => {
  const refusal = answering('Unhandled', { errorType: 'Refusal', errorMessage: 'cursor: it must be one' });
  await expect(lambdaInvoke(refusal)('f', {})).rejects.toMatchObject({
    exitCode: 2,
    message: 'cursor: it must be one',
  });
  const fault = answering('Unhandled', { errorType: 'TransientFailure', errorMessage: 'the bus is busy' });
  await expect(lambdaInvoke(fault)('f', {})).rejects.toMatchObject({
    exitCode: 1,
    message: 'the bus is busy',
  });
});
