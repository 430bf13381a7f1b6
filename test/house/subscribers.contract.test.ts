import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consumersOf } from '#schemas/define-service.ts';
import { subscriptionsOf } from '#schemas/published-events.ts';
import { services } from '#schemas/services.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { goldenNames } from '../kit/golden.ts';
import { publishedGolden } from '../kit/published-golden.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Codes of an event that was not understood, by whatever handles it. */
const NOT_UNDERSTOOD = ['unreadable-event', 'newer-than-reader'];

const subscriptions = services.flatMap((service) =>
  consumersOf(service).flatMap(({ name: consumer, subscriber }) =>
    subscriptionsOf(subscriber).flatMap(({ publisher, event }) =>
      goldenNames(publisher)
        .filter((file) => file.startsWith(`${event}.v`))
        .map((file) => ({ service: service.name, consumer, event, publisher, file })),
    ),
  ),
);

/** The handlers of a consumer, wired to ports in memory. */
async function handlersOf(service: string, consumer: string): Promise<Record<string, EventHandler>> {
  const file = `functions/${service}/${service}-${consumer}.ts`;
  expect(
    existsSync(join(ROOT, file)),
    `add ${file}: the handlers of ${consumer}, without an environment`,
  ).toBe(true);
  const name = `${service}${consumer.charAt(0).toUpperCase()}${consumer.slice(1)}`;
  const { [name]: wire } = await import(join(ROOT, file));
  return wire({ store: createInMemoryStore(), objects: createInMemoryObjectStore() }).events;
}

describe('a subscriber', () => {
  it.each(subscriptions)(
    '$service $consumer understands $file, as its publisher keeps it',
    async ({ service, consumer, event, publisher, file }) => {
      const handle = (await handlersOf(service, consumer))[event];
      if (!handle) return expect.unreachable(`${service} ${consumer} has no handler of ${event}`);
      const published = publishedGolden(publisher, file);
      // Its further work may fail: nothing of what the event is about is there.
      const failure = await handle(published, published.timestamp).catch((error: unknown) => error);
      expect(NOT_UNDERSTOOD, String(failure)).not.toContain((failure as { code?: string } | undefined)?.code);
    },
  );
});
