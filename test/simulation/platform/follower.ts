import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { TransientFailure } from '#schemas/errors.ts';
import { consume } from '#shared/consumer/consume.ts';
import { type FollowedState, follower } from '#shared/consumer/follower.ts';
import { receivedEvent } from '#shared/consumer/received-event.ts';
import { QueueBatch, type QueueRecord } from '#shared/consumer/records.ts';
import type { Platform, Ports } from './platform.ts';

const AnyState = z.record(z.string(), z.unknown());

type Row = FollowedState<Record<string, unknown>>;

/** What a follower keeps of everything that is published: the read model that any service may have of any other. */
export class Copies {
  readonly rows = new Map<string, Row>();

  static keyOf = ({
    accountId,
    aggregateType,
    key,
  }: Pick<Row, 'accountId' | 'aggregateType' | 'key'>): string => `${accountId} ${aggregateType} ${key}`;

  /** One conditional write, as a table or a graph does it: only what is newer than what is kept. */
  write(row: Row): 'applied' | 'stale' {
    const known = this.rows.get(Copies.keyOf(row));
    if (known && known.version >= row.version) return 'stale';
    this.rows.set(Copies.keyOf(row), row);
    return 'applied';
  }
}

/** A follower of all services. */
export function followAll(platform: Platform): Copies {
  const copies = new Copies();
  const handlerOf =
    (ports: Ports) =>
    async (event: unknown): Promise<SQSBatchResponse> => {
      const keep = (row: Row) =>
        platform.scheduler.call(ports.process, {
          what: () => `keeps ${row.aggregateType} ${row.key} as of version ${row.version}`,
          callee: 'read model',
          faults: ['refused', 'answer lost', 'late', 'killed before', 'killed after'],
          perform: async () => copies.write(row),
          failed: () => {
            throw new TransientFailure('unavailable', 'the read model does not answer');
          },
          told: (answer) => answer,
        });
      const plan = async ({ body }: QueueRecord) => ({
        run: async () => {
          const { event: received } = await receivedEvent(body, ports.objects);
          const { aggregate_type: aggregate, state_schema: version } = received;
          await follower({ aggregate, version, data: AnyState }, keep)(received, ports.clock());
          return 'applied' as const;
        },
      });
      return consume(QueueBatch.parse(event).Records, plan, ports);
    };
  platform.subscribeToAll(platform.consume('asset', 'copies', handlerOf));
  return copies;
}
