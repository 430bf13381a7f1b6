import type { Contract } from '#schemas/contract.ts';
import { idOf } from '#schemas/id.ts';
import { BODIES, forged, HEADERS, OTHERS, TEXTS } from './bad-values.ts';
import { type Attempt, pathParams } from './platform.ts';
import { fieldsOf, validBody } from './valid.ts';
import { named } from './world.ts';

/** Chance that is the same in each run. */
export type Pick = <T>(values: readonly T[]) => T;

export function chance(seed: number): Pick {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (values) => values[Math.floor(next() * values.length)]!;
}

type Spoil = (pick: Pick, contract: Contract, plain: Attempt, cursor: string) => Attempt;

const FIELDS = ['__proto__', 'constructor', '', '\0', 'a.b', '$ref', 'id', 'accountId', 'x'.repeat(1_025)];

const objectOf = ({ body }: Attempt): Record<string, unknown> => ({ ...(body as object) });

/** One field of the object, or of one below it, becomes another value. */
function withField(pick: Pick, value: Record<string, unknown>, names: readonly string[]): object {
  const name = pick(names);
  const below = value[name];
  const inside = typeof below === 'object' && below !== null && !Array.isArray(below) && pick([true, false]);
  const bad = inside
    ? withField(pick, { ...below } as Record<string, unknown>, Object.keys(below))
    : pick([pick(TEXTS), pick(OTHERS), [pick(TEXTS)], { [pick(TEXTS)]: pick(TEXTS) }]);
  return Object.defineProperty({ ...value }, name, { value: bad, enumerable: true });
}

/** A text of JSON with a character left out, doubled or put in. */
function withTypo(pick: Pick, json: string): string {
  const at = pick(Array.from(json, (_, index) => index));
  const put = pick(['', '\0', '"', '{', ']', '\\', ',', json.slice(at, at + 8), '\ud800', '9'.repeat(400)]);
  return `${json.slice(0, at)}${put}${json.slice(at + pick([0, 1]))}`;
}

const SPOILS: readonly Spoil[] = [
  (pick, { body }, plain) => ({
    ...plain,
    body: withField(pick, objectOf(plain), fieldsOf(body).concat('x')),
  }),
  (pick, { body }, plain) => ({
    ...plain,
    body: withField(pick, objectOf(plain), fieldsOf(body).concat('x')),
  }),
  (pick, _contract, plain) => ({ ...plain, body: withField(pick, objectOf(plain), FIELDS) }),
  (pick, _contract, { body: _body, ...plain }) => ({ ...plain, raw: pick(BODIES) }),
  (pick, _contract, { body, ...plain }) => ({
    ...plain,
    raw: withTypo(pick, JSON.stringify(body ?? { a: 1 })),
  }),
  (pick, { query }, plain) => ({
    ...plain,
    query: new URLSearchParams({ [pick([...fieldsOf(query), ...FIELDS])]: pick(TEXTS) }).toString(),
  }),
  (pick, { query }, plain) => ({
    ...plain,
    query: pick([
      'limit=1&limit=2',
      '%00=1',
      '%ff=%ff',
      '&&&',
      '=',
      'a[]=1',
      `${pick(fieldsOf(query).concat('a'))}=%`,
    ]),
  }),
  (pick, _contract, plain, cursor) => ({
    ...plain,
    query: new URLSearchParams({ cursor: pick(forged(cursor)) }).toString(),
  }),
  (pick, contract, plain) => {
    // Without any text the path is that of the list.
    const text = pick(TEXTS).toWellFormed() || 'x';
    return pathParams(contract).length > 0
      ? { ...plain, params: named(contract, pick([text, idOf(text)])) }
      : plain;
  },
  (pick, _contract, plain) => ({ ...plain, headers: Object.fromEntries([pick(HEADERS), pick(HEADERS)]) }),
];

/** A request of a route that is wrong in one or two ways, or only strange. */
export function badRequest(pick: Pick, contract: Contract, own: string, cursor: string): Attempt {
  const tag = pick(['a', 'b', 'c', 'd']);
  const body = validBody(contract, tag);
  const plain = { contract, params: named(contract, own), ...(body && { body }) };
  const once = pick(SPOILS)(pick, contract, plain, cursor);
  return pick([once, once, pick(SPOILS)(pick, contract, once, cursor)]);
}
