import type { SQSBatchResponse } from 'aws-lambda';
import { TerminalFailure } from '#schemas/errors.ts';
import type { Reactions } from '#schemas/topics.ts';
import { type ConsumerDeps, consume, QueueBatch } from '#shared/consumer/consume.ts';
import type { EventHandler } from '#shared/consumer/effect.ts';
import { receivedEvent } from '#shared/consumer/received-event.ts';
import type { Clock } from '#shared/runtime/clock.ts';
import { type ProcessResultsDeps, processResults } from './job/reactions/process-results.ts';

/** What the worker reacts to: one handler for each event that asks for work. */
export const capabilityWorker = (deps: ProcessResultsDeps): Reactions<'capability:worker', EventHandler> => ({
  JobResultsReceived: processResults(deps),
});

export type WorkerDeps = ProcessResultsDeps & ConsumerDeps & { readonly clock: Clock };

/** The Lambda handler behind the job queue: each message is an event that asks for work. */
export function createWorker(deps: WorkerDeps): (event: unknown) => Promise<SQSBatchResponse> {
  const work = new Map(Object.entries<EventHandler>(capabilityWorker(deps)));
  return async (batch) => {
    const { Records } = QueueBatch.parse(batch);
    return consume(
      Records,
      async (record) => {
        const event = await receivedEvent(record.body, deps.objects);
        const handler = work.get(event.event_type);
        if (!handler) throw new TerminalFailure('no-handler', `nothing handles ${event.event_type} here`);
        await handler(event, deps.clock());
      },
      deps,
    );
  };
}
