import { describe, expect, test } from 'vitest';
import * as account from '#schemas/account/account/events.ts';
import * as admission from '#schemas/account/admission/events.ts';
import * as apiKey from '#schemas/account/api-key/events.ts';
import * as membership from '#schemas/account/membership/events.ts';
import * as user from '#schemas/account/user/events.ts';
import * as asset from '#schemas/asset/events.ts';
import * as capability from '#schemas/capability/job/events.ts';
import { subscriptionsOf, topics } from '#schemas/topics.ts';

/** The schemas of single events among a module's exports: each states its type and version as literals. */
const eventsIn = (module: Record<string, unknown>): { type: string; version: number }[] =>
  Object.values(module).flatMap((value) => {
    const shape = (
      value as { shape?: { type?: { value?: unknown }; version?: { value?: unknown } } } | undefined
    )?.shape;
    const [type, version] = [shape?.type?.value, shape?.version?.value];
    return typeof type === 'string' && typeof version === 'number' ? [{ type, version }] : [];
  });

const published = {
  account: eventsIn({ ...account, ...admission, ...apiKey, ...membership, ...user }),
  asset: eventsIn(asset),
  capability: eventsIn(capability),
};

describe('the table of topics', () => {
  test('names every event that a service defines, under the service that publishes it, and no other', () => {
    const defined = Object.entries(published).flatMap(([service, events]) =>
      events.map(({ type }) => `${service} ${type}`),
    );
    const stated = Object.entries(topics).map(([type, { publisher }]) => `${publisher} ${type}`);
    expect(stated.toSorted()).toEqual([...new Set(defined)].toSorted());
    expect(stated.length).toBeGreaterThan(20);
  });

  test('gives a subscriber its events with their publishers', () => {
    expect(subscriptionsOf('asset')).toEqual([{ publisher: 'capability', event: 'JobCompleted' }]);
    expect(subscriptionsOf('capability:worker')).toEqual([
      { publisher: 'capability', event: 'JobResultsReceived' },
    ]);
    expect(subscriptionsOf('account')).toEqual([]);
  });
});
