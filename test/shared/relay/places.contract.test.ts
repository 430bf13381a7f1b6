import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { services } from '#schemas/services.ts';
import { aggregates } from '../../kit/aggregates.ts';

const ROOT = join(import.meta.dirname, '../../..');
const Place = z.looseObject({ prefix: z.string(), shards: z.int() });

const placeOf = ({ prefix, shards }: { prefix: string; shards: number }): string => `${prefix} in ${shards}`;

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
      const known = (await placesOf(service)).map(placeOf);
      const kept = aggregates.filter((aggregate) => aggregate.service === service).map(placeOf);
      expect(known.toSorted()).toEqual(kept.toSorted());
    },
  );
});
