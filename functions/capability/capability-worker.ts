import type { SQSBatchResponse } from 'aws-lambda';
import type { Reactions } from '#schemas/topics.ts';
import { type ConsumerDeps, consume } from '#shared/consumer/consume.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import { planEvent } from '#shared/consumer/plan-event.ts';
import { QueueBatch } from '#shared/consumer/records.ts';
import type { Clock } from '#shared/runtime/clock.ts';
import { type ProcessResultsDeps, processResults } from './job/reactions/process-results.ts';
import type { ReportOptions } from './scan/report-writer.ts';

/** What the worker reacts to: one handler for each event that asks for work. */
export const capabilityWorker = (
  deps: ProcessResultsDeps,
  options: ReportOptions = {},
): Reactions<'capability:worker', EventHandler> => ({
  JobResultsReceived: processResults(deps, options),
});

export type WorkerDeps = ProcessResultsDeps & ConsumerDeps & { readonly clock: Clock };

/** The Lambda handler behind the job queue: each message is an event that asks for work. */
export function createWorker(
  deps: WorkerDeps,
  options: ReportOptions = {},
): (event: unknown) => Promise<SQSBatchResponse> {
  const events = capabilityWorker(deps, options);
  return async (batch) =>
    consume(QueueBatch.parse(batch).Records, (record) => planEvent(record, { ...deps, events }), deps);
}
