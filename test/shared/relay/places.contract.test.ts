import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { services } from '#schemas/services.ts';

const ROOT = join(import.meta.dirname, '../../..');
const Place = z.looseObject({ prefix: z.string(), shards: z.int() });
const Keeper = Place.extend({ evolve: z.custom((value) => typeof value === 'function') });

/** Every aggregate value of a service, found by its shape. */
async function aggregatesOf(service: string) {
  const files = globSync(`functions/${service}/*/domain/*.ts`, { cwd: ROOT });
  const found = await Promise.all(files.map((file) => import(join(ROOT, file))));
  const values = found.flatMap((module) => Object.values(module));
  return values.flatMap((value) => {
    const parsed = Keeper.safeParse(value);
    return parsed.success ? [`${parsed.data.prefix} in ${parsed.data.shards}`] : [];
  });
}

async function placesOf(service: string) {
  const env = {
    STAGE: 'test',
    SERVICE: service,
    TABLE: 'table',
    AWS_REGION: 'eu-west-1',
    BUS: 'bus',
    CLAIMS_BUCKET: 'claims',
    PARKED_QUEUE_URL: 'https://sqs.invalid/0/table-relay-dlq',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { handler } = await import(join(ROOT, `functions/${service}/relay.ts`));
  vi.unstubAllEnvs();
  return z.array(Place).parse(handler.places);
}

describe('a relay', () => {
  it.each(services.map(({ name }) => name))(
    'of %s knows where each of its aggregates lies, or a replay would miss them',
    async (service) => {
      const known = (await placesOf(service)).map(({ prefix, shards }) => `${prefix} in ${shards}`);
      expect(known.toSorted()).toEqual([...new Set(await aggregatesOf(service))].toSorted());
    },
  );
});
