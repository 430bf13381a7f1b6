import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreatedAccount } from '#schemas/account/account/create-account.ts';
import { createClient } from '../../cli/client.ts';
import { reachableApiUrl } from '../../local/api-url.ts';

const outputs: Record<string, Record<string, string>> = JSON.parse(
  readFileSync(process.env.CHARIOT_OUTPUTS ?? '', 'utf8'),
);

export const prefix = 'chariot-local';

/** The deployed API. */
export const apiUrl = reachableApiUrl(
  process.env.AWS_ENDPOINT_URL ?? '',
  outputs[`${prefix}-platform`]?.ApiUrl ?? '',
);

export const clientFor = (token: string | undefined, account?: string) =>
  createClient({
    baseUrl: apiUrl,
    ...(token !== undefined && { token: async () => token }),
    ...(account !== undefined && { account }),
  });

export type PlatformClient = ReturnType<typeof clientFor>;

export interface Tenant {
  readonly accountId: string;
  readonly owner: string;
  readonly key: { readonly id: string; readonly secret: string };
  readonly token: string;
  readonly client: PlatformClient;
}

const lambda = new LambdaClient({});

/** An account of a test's own, made as an operator makes one, with a client that is logged in. */
export async function newTenant(name: string, owner = `${randomUUID()}@example.com`): Promise<Tenant> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({
      FunctionName: `${prefix}-account-commands`,
      Payload: JSON.stringify({ operation: 'CreateAccount', name, owner, idempotencyKey: randomUUID() }),
    }),
  );
  const answer = Buffer.from(Payload ?? []).toString('utf8');
  if (FunctionError) throw new Error(answer);
  const { accountId, apiKey } = CreatedAccount.parse(JSON.parse(answer));
  const key = { id: apiKey.id, secret: apiKey.secret ?? '' };
  const { body } = await clientFor(undefined).createToken({ body: key });
  return { accountId, owner, key, token: body.token, client: clientFor(body.token) };
}

/** Asks until there is an answer, at most `seconds`: everything behind a write is eventually consistent. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  seconds = 240,
  pauseMs = 100,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${seconds} s`);
    await wait(pauseMs);
  }
}

/** Uploads a scan as a client does. Answers the id of its job, which has its file now. */
export async function sendScan(client: PlatformClient, name: string, bytes: Uint8Array): Promise<string> {
  const { body: job } = await client.createJob({
    body: { capability: 'nmap', file: { name, size: bytes.byteLength } },
  });
  const { upload } = job;
  if (!upload) throw new Error('a new job must say where its file goes');
  const { 'content-length': _length, ...headers } = upload.headers;
  const put = await fetch(upload.url, { method: 'PUT', headers, body: Buffer.from(bytes) });
  if (!put.ok) throw new Error(`the upload was refused: ${put.status} ${await put.text()}`);
  await client.completeJob({ params: { id: job.id } });
  return job.id;
}

/** Uploads a scan and waits until its job has ended. */
export async function runJob(
  client: PlatformClient,
  name: string,
  bytes: Uint8Array,
  seconds = 240,
): Promise<{ id: string; status: string; reason?: { code: string; message: string } | undefined }> {
  const id = await sendScan(client, name, bytes);
  return until(
    `the end of job ${id}`,
    async () => {
      const { body } = await client.getJob({ params: { id } });
      return ['completed', 'failed', 'cancelled', 'timed-out'].includes(body.status) ? body : undefined;
    },
    seconds,
  );
}

/** Imports a scan and waits until the last of its assets is there. */
export async function importScan(client: PlatformClient, name: string, bytes: Uint8Array, seconds = 240) {
  const job = await runJob(client, name, bytes, seconds);
  if (job.status !== 'completed') throw new Error(`${name}: ${job.reason?.message}`);
  return endOfImport(client, job.id, seconds);
}

/** The import of a job as it is now; undefined before it has begun. */
export const importOf = async (client: PlatformClient, id: string) =>
  (await client.getImport({ params: { id } }).catch(ignoreMissing))?.body;

/** Waits until an import has ended, and answers it. */
export const endOfImport = (client: PlatformClient, id: string, seconds = 240) =>
  until(
    `the end of import ${id}`,
    async () => {
      const found = await importOf(client, id);
      return found && found.status !== 'running' ? found : undefined;
    },
    seconds,
  );

/** An import begins to exist a moment after its job has passed. */
function ignoreMissing(error: { readonly code?: string }): undefined {
  if (error.code === 'not-found') return undefined;
  throw error;
}
