import type { ConsumerHandlersOf } from '#shared/consumer/handlers.ts';
import { type ProcessResultsDeps, processResults } from './job/reactions/process-results.ts';
import type { ReportOptions } from './scan/report-writer.ts';

/** The worker's handlers: one for each event that asks for work. Nothing here reads an environment. */
export const capabilityWorker = (
  deps: ProcessResultsDeps,
  options: ReportOptions = {},
): ConsumerHandlersOf<'capability:worker'> => ({
  eventsQueue: 'jobs',
  events: { JobResultsReceived: processResults(deps, options) },
  queues: {},
});
