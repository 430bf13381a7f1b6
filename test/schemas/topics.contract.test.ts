import { describe, expect, it } from 'vitest';
import { consumersOf } from '#schemas/define-service.ts';
import { publishedSchemas, subscriptionsOf } from '#schemas/published-events.ts';
import { services } from '#schemas/services.ts';
import { subscribers } from '#schemas/topics.ts';

describe('the table of topics', () => {
  it('names events that some service publishes, and consumers that some service has', () => {
    const published = publishedSchemas().map(({ type }) => type);
    const consumers = services.flatMap(consumersOf).map(({ subscriber }) => subscriber);
    for (const [type, names] of Object.entries(subscribers)) {
      expect(published).toContain(type);
      for (const name of names) expect(consumers).toContain(name);
    }
    expect(published.length).toBeGreaterThan(20);
  });

  it('lets no two services publish an event of one name, which no rule of the bus could tell apart', () => {
    const publishers = Map.groupBy(publishedSchemas(), ({ type }) => type);
    for (const [type, versions] of publishers) {
      expect(new Set(versions.map(({ publisher }) => publisher)).size, type).toBe(1);
    }
  });

  it('gives a subscriber its events with their publishers', () => {
    const publishers = new Map(publishedSchemas().map(({ type, publisher }) => [type, publisher]));
    for (const { subscriber } of services.flatMap(consumersOf)) {
      const stated = Object.entries<readonly string[]>(subscribers).filter(([, names]) =>
        names.includes(subscriber),
      );
      const wanted = stated.map(([event]) => ({ publisher: publishers.get(event), event }));
      const found = subscriptionsOf(subscriber);
      expect(found).toHaveLength(wanted.length);
      expect(found).toEqual(expect.arrayContaining(wanted));
    }
    expect(subscriptionsOf('nobody')).toEqual([]);
  });
});
