import { beforeAll, describe, expect, it } from 'vitest';
import { Role, rolePermissions } from '#schemas/account/roles.ts';
import type { Contract } from '#schemas/contract.ts';
import { createLocalSigner } from '../../functions/account/token/local-signer.ts';
import { BROKEN, CALLERS, type Caller, type CallerName, callerNamed, OUTSIDERS } from './callers.ts';
import { type Answer, type Attempt, type Platform, platform } from './platform.ts';
import { foreignAttempts, KINDS, type Kind, type Loot, ownAttempt, plunder } from './references.ts';
import { collectionOf, make, operationName, operations, type Tenant, tenant } from './world.ts';

/**
 * Each attempt is made twice: where the other tenant and their things are, and where they never were. No byte of the
 * answer may tell which of the two it was.
 */
const signer = createLocalSigner();

interface Result {
  readonly contract: Contract;
  readonly caller: CallerName;
  readonly kind: Kind | 'own';
  readonly attempt: Attempt;
  readonly answer: Answer;
  readonly elsewhere: Answer;
}

const results: Result[] = [];
/** What the victim of the attempts owned before and after. */
const belongings: { readonly caller: CallerName; readonly before: string; readonly after: string }[] = [];

interface Side {
  readonly at: Platform;
  readonly attacker: Tenant;
  readonly caller: Caller;
}

async function side(name: CallerName, at: Platform): Promise<Side> {
  at.number(1);
  const attacker = await tenant(at, 'acme');
  return { at, attacker, caller: await callerNamed(name, at, attacker, signer) };
}

async function attack(name: CallerName): Promise<void> {
  const [here, elsewhere] = [
    await side(name, await platform(signer)),
    await side(name, await platform(signer)),
  ];
  here.at.number(2);
  const victim = await tenant(here.at, 'victim');
  const loot = await plunder(here.at, victim);
  const before = here.at.ownedBy(victim.account);
  let number = 10;
  const ask = async ({ at, caller }: Side, attempt: Attempt): Promise<Answer> => {
    at.number(number);
    return at.ask({ ...attempt, token: caller.token, headers: { ...caller.headers, ...attempt.headers } });
  };
  for (const contract of operations) {
    const own = await ownThing([here, elsewhere], contract, number);
    for (const [kind, attempt] of attemptsOf(name, contract, loot, own)) {
      number += 1;
      const [answer, other] = [await ask(here, attempt), await ask(elsewhere, attempt)];
      results.push({ contract, caller: name, kind, attempt, answer, elsewhere: other });
    }
  }
  belongings.push({ caller: name, before, after: here.at.ownedBy(victim.account) });
}

/** A thing of the attacker's account, made alike on both sides. */
async function ownThing(sides: readonly Side[], contract: Contract, number: number): Promise<string> {
  if (!contract.path.includes('{')) return '';
  let id = '';
  for (const { at, attacker } of sides) {
    at.number(number);
    ({ id } = await make(at, attacker, collectionOf(contract), `own-${contract.name}`.toLowerCase()));
  }
  return id;
}

const isMember = (name: CallerName): boolean => Role.options.some((role) => role === name);

/** Who does not get in at all tries each kind once; a member tries each thing in each place. */
const attemptsOf = (
  name: CallerName,
  contract: Contract,
  loot: Loot,
  own: string,
): (readonly [Kind | 'own', Attempt])[] => [
  ['own', ownAttempt(contract, own, `own-${contract.name}`.toLowerCase())],
  ...KINDS.flatMap((kind) =>
    foreignAttempts(contract, kind, loot, own)
      .slice(0, isMember(name) ? undefined : 1)
      .map((attempt) => [kind, attempt] as const),
  ),
];

beforeAll(async () => {
  for (const name of CALLERS) await attack(name);
});

const isPublic = ({ contract }: Result) => contract.permission === 'public';
const told = ({ contract, caller, kind, attempt, answer }: Result) =>
  `${operationName(contract)} by ${caller}, ${kind}: ${JSON.stringify(attempt.params ?? {})} ${answer.status} ${answer.text.slice(0, 300)}`;
const among = (callers: readonly string[]) =>
  results.filter((result) => !isPublic(result) && callers.includes(result.caller));

const WIDTH = 12;

/**
 * The rows of the matrix: ways to point at something, with the statuses that each caller gets. A new route gets its
 * rows by `npx vitest run --project unit test/security/matrix -u`. Whoever reviews them reads them one by one.
 */
function matrix(): string {
  const rows = operations.flatMap((contract) => {
    const kindsByCells = new Map<string, string[]>();
    for (const kind of ['own', ...KINDS] as const) {
      const found = results.filter((result) => result.contract === contract && result.kind === kind);
      if (found.length > 0) {
        const cells = CALLERS.map((caller) => statuses(found, caller).padEnd(WIDTH)).join('');
        kindsByCells.set(cells, [...(kindsByCells.get(cells) ?? []), kind]);
      }
    }
    const lines = [...kindsByCells].map(([cells, kinds]) => `${cells}${kinds.join(', ')}`);
    return ['', operationName(contract), ...lines];
  });
  return [
    CALLERS.map((name) => name.padEnd(WIDTH))
      .join('')
      .trimEnd(),
    ...rows,
    '',
  ].join('\n');
}

const statuses = (found: readonly Result[], caller: CallerName): string =>
  [...new Set(found.filter((one) => one.caller === caller).map(({ answer }) => answer.status))]
    .toSorted()
    .join('/');

describe('whoever points at something of another tenant', () => {
  it('is answered byte for byte as if it were not there', () => {
    const different = results.filter(
      ({ answer, elsewhere }) => JSON.stringify(answer) !== JSON.stringify(elsewhere),
    );
    expect(different.map(told)).toEqual([]);
  });

  it('is answered as matrix.txt says', async () => {
    await expect(matrix()).toMatchFileSnapshot('matrix.txt');
  });

  it('changes nothing of theirs', () => {
    expect(belongings.filter(({ before, after }) => before !== after)).toEqual([]);
    expect(belongings).toHaveLength(CALLERS.length);
  });

  it('finds no defect', () => {
    expect(results.filter(({ answer }) => answer.status >= 500).map(told)).toEqual([]);
  });

  it('makes more than 4,000 attempts a run', () => {
    expect(results.length).toBeGreaterThan(4_000);
    expect(new Set(results.map(({ contract }) => contract)).size).toBe(operations.length);
  });
});

describe('whoever has no right to come in', () => {
  it('is not known, with a token that is missing, broken or ended', () => {
    expect(
      among(BROKEN)
        .filter(({ answer }) => answer.status !== 401)
        .map(told),
    ).toEqual([]);
  });

  it('is refused with the token of another account', () => {
    const own = (result: Result) => result.kind === 'account' && result.caller === 'stranger';
    expect(
      among(OUTSIDERS)
        .filter((one) => one.answer.status !== 403 && !own(one))
        .map(told),
    ).toEqual([]);
  });

  it('is refused what the role does not permit', () => {
    for (const [role, permissions] of Object.entries(rolePermissions)) {
      const without = among([role]).filter(
        ({ contract }) => !permissions.some((permission) => permission === contract.permission),
      );
      expect(without.filter(({ answer }) => answer.status !== 403).map(told)).toEqual([]);
    }
  });
});
