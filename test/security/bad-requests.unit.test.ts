import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { listAssets } from '#schemas/asset/asset/routes.ts';
import { Problem } from '#schemas/contract.ts';
import { createLocalSigner } from '../../functions/account/token/local-signer.ts';
import { badRequest, chance } from './bad-requests.ts';
import { type Answer, type Attempt, platform } from './platform.ts';
import { collectionOf, make, operations, tenant } from './world.ts';

const REQUESTS = 9_000;

interface Operation {
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly description?: string }>>;
}
const { paths, components } = JSON.parse(
  readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
);

/** What the document says of an answer: undefined where it has no such status. */
function stated({ contract }: Attempt, status: number): string | undefined {
  const operation: Operation = paths[contract.path][contract.method.toLowerCase()];
  const response = operation.responses[status];
  const shared = response?.$ref?.slice(response.$ref.lastIndexOf('/') + 1);
  return shared ? components.responses[shared].description : response?.description;
}

/** Why an answer is not what the document of all routes says; undefined where it is. */
function nonconformity(attempt: Attempt, { status, headers, text }: Answer): string | undefined {
  const description = stated(attempt, status);
  if (description === undefined) return `the document has no ${status}`;
  if (status < 400) {
    const answer = attempt.contract.answers[status]?.safeParse(JSON.parse(text));
    return answer?.success ? undefined : 'the body is not that of the contract';
  }
  const problem = Problem.safeParse(JSON.parse(text));
  if (!problem.success) return 'the body is no problem';
  if (headers['content-type'] !== 'application/problem+json') return 'the type is no problem';
  return description.includes(`\`${problem.data.code}\``) ? undefined : `no code ${problem.data.code}`;
}

const told = (
  { contract, params, query, body, raw, headers }: Attempt,
  { status, text }: Answer,
  why = '',
) => {
  const sent = JSON.stringify({ params, query, body, raw, headers });
  return `${contract.name} ${status} ${why}: ${sent.slice(0, 300)} -> ${text.slice(0, 300)}`;
};

const defects: string[] = [];
const unstated: string[] = [];
const changed: string[] = [];
const large: string[] = [];
const statuses = new Map<number, number>();

beforeAll(async () => {
  const at = await platform(createLocalSigner());
  const owner = await tenant(at, 'acme');
  const ids = new Map<string, string>();
  for (const contract of operations.filter(({ path }) => path.includes('{'))) {
    ids.set(contract.name, (await make(at, owner, collectionOf(contract), contract.name.toLowerCase())).id);
  }
  const { text } = await at.ask({ contract: listAssets, token: owner.token, query: 'limit=1' });
  const cursor: string = JSON.parse(text).cursor;
  const pick = chance(1);
  const writes = () => [...at.stores.values()].reduce((sum, { outbox }) => sum + outbox.length, 0);
  for (let number = 0; number < REQUESTS; number += 1) {
    const contract = operations[number % operations.length]!;
    const attempt = badRequest(pick, contract, ids.get(contract.name) ?? '', cursor);
    const before = writes();
    const answer = await at.ask({ ...attempt, token: owner.token });
    const wrong = nonconformity(attempt, answer);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status >= 500) defects.push(told(attempt, answer));
    else if (wrong) unstated.push(told(attempt, answer, wrong));
    if (answer.status >= 400 && writes() !== before) changed.push(told(attempt, answer));
    if (answer.status >= 400 && answer.text.length > 16_384) large.push(told(attempt, answer));
  }
}, 120_000);

describe('9,000 bad requests, made of the contracts and a list of odd values', () => {
  it('find no defect', () => {
    expect(defects).toEqual([]);
  });

  it('are answered as docs/openapi.json says, by status, form and code', () => {
    expect(unstated).toEqual([]);
  });

  it('change nothing where they are refused', () => {
    expect(changed).toEqual([]);
  });

  it('get short answers where they are refused: nothing large is sent back to whoever sent it', () => {
    expect(large).toEqual([]);
  });

  it('are for the most part refused, and not all for one reason', () => {
    const refused = [...statuses]
      .filter(([status]) => status >= 400)
      .reduce((sum, [, count]) => sum + count, 0);
    expect(refused).toBeGreaterThan(REQUESTS / 2);
    expect([...statuses.keys()]).toEqual(
      expect.arrayContaining([200, 201, 400, 401, 403, 404, 409, 412, 413, 415]),
    );
  });
});
