import * as z from 'zod';
import type { PublishedEvent } from '#schemas/envelope.ts';
import { TransientFailure } from '#schemas/errors.ts';
import { consume, type Task } from '#shared/consumer/consume.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import { batchFollower, type FollowedState, isNewerCopy } from '#shared/consumer/follower.ts';
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
  write(row: Row): void {
    const known = this.rows.get(Copies.keyOf(row));
    if (!known || isNewerCopy(row, known)) this.rows.set(Copies.keyOf(row), row);
  }
}

/** A follower of all services, in every other run: half of what a run does is done for it. */
export const maybeFollowed = (platform: Platform): Copies | undefined =>
  platform.scheduler.choices.pick(2) === 1 ? followAll(platform) : undefined;

function followAll(platform: Platform): Copies {
  const copies = new Copies();
  platform.route(
    platform.consume('asset', 'copies', (ports) => {
      const keep = keeping(platform, ports, copies);
      const followers = new Map<string, EventHandler>();
      /** One that takes any state as it is: what it is a copy of is the publisher's matter. */
      const followerOf = ({ aggregate_type: aggregate, state_schema: version }: PublishedEvent) => {
        const name = `${aggregate} ${version}`;
        const made = followers.get(name) ?? batchFollower({ aggregate, version, data: AnyState }, keep);
        followers.set(name, made);
        return made;
      };
      const plan = async ({ body }: QueueRecord): Promise<Task> => {
        const { event } = await receivedEvent(body, ports.objects);
        const handler = followerOf(event);
        const run = async () => {
          await handler(event, ports.clock());
          return 'applied' as const;
        };
        return handler.together ? { run, batch: { apply: handler.together, event } } : { run };
      };
      return async (event) => consume(QueueBatch.parse(event).Records, plan, ports);
    }),
  );
  return copies;
}

/** Writes rows as a graph does: many in one transaction, each under its guard. */
const keeping =
  ({ scheduler }: Platform, { process }: Ports, copies: Copies) =>
  (rows: readonly Row[]): Promise<void> =>
    scheduler.call(process, {
      callee: 'read model',
      what: () =>
        `keeps ${rows.map(({ aggregateType, key, version }) => `${aggregateType} ${key} at ${version}`)}`,
      faults: ['refused', 'answer lost', 'late', 'killed before', 'killed after'],
      perform: async () => {
        for (const row of rows) copies.write(row);
      },
      failed: () => {
        throw new TransientFailure('unavailable', 'the read model does not answer');
      },
    });
