import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AccountEvent, accountUpcasters } from '#schemas/account/account/events.ts';
import { AccountState } from '#schemas/account/account/state.ts';
import { AdmissionEvent } from '#schemas/account/admission/events.ts';
import { AdmissionState } from '#schemas/account/admission/state.ts';
import { ApiKeyEvent } from '#schemas/account/api-key/events.ts';
import { ApiKeyState } from '#schemas/account/api-key/state.ts';
import { MembershipEvent } from '#schemas/account/membership/events.ts';
import { MembershipState } from '#schemas/account/membership/state.ts';
import { UserEvent } from '#schemas/account/user/events.ts';
import { UserState } from '#schemas/account/user/state.ts';
import { upcast } from '#schemas/event.ts';

// What was published once is read for ever: a golden file is never edited, only added.
const folder = new URL('../../schemas/golden/account/', import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const names = readdirSync(folder).map((name) => name.replace(/\.json$/, ''));
const isState = (name: string) => /State\.v\d+/.test(name);
const eventNames = names.filter((name) => !isState(name));
const stateNames = names.filter(isState);

const unions = [AccountEvent, UserEvent, AdmissionEvent, MembershipEvent, ApiKeyEvent] as const;
const types = unions.flatMap((union) =>
  union.options.map(({ shape }) => ({ type: shape.type.value, version: shape.version.value, union })),
);
const unionOf = (type: string) => {
  const found = types.find((each) => each.type === type);
  return found?.union ?? expect.unreachable(`no event is called ${type}`);
};

const states: Record<string, { parse(value: unknown): unknown }> = {
  Account: AccountState,
  User: UserState,
  Admission: AdmissionState,
  Membership: MembershipState,
  ApiKey: ApiKeyState,
};

describe('the events of accounts, members and keys', () => {
  it.each(types)('$type has a golden file for version $version and each before', ({ type, version }) => {
    for (let each = 1; each <= version; each += 1) expect(eventNames).toContain(`${type}.v${each}`);
  });

  it.each(eventNames)('%s is read today as what it means', (name) => {
    const { type, version, data } = golden(name);
    expect(name).toBe(`${type}.v${version}`);
    const lifted = upcast(accountUpcasters, type, version, data);
    expect(unionOf(type).parse({ type, ...lifted })).toEqual({ type, ...lifted });
  });

  it.each(eventNames)('%s may not hold what nobody knows, nor lack anything', (name) => {
    const event = golden(name);
    const union = unionOf(event.type);
    expect(union.safeParse({ ...event, data: { ...event.data, extra: 1 } }).success).toBe(false);
    for (const field of Object.keys(event.data)) {
      const { [field]: _gone, ...data } = event.data;
      expect(union.safeParse({ ...event, data }).success).toBe(false);
    }
  });
});

describe('the states of accounts, members and keys', () => {
  it.each(stateNames)('%s is read today as it was kept', (name) => {
    const state = golden(name);
    const schema = states[name.replace(/State\..*$/, '')];
    expect(schema?.parse(state)).toEqual(state);
  });

  it('have a golden file for each kind', () => {
    for (const kind of Object.keys(states))
      expect(stateNames.some((name) => name.startsWith(`${kind}State.`))).toBe(true);
  });
});
