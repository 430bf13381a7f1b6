import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Ids, codes, versions, durations. Never payloads, headers or tokens. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

export interface Meter {
  /** Adds 1 to a metric of namespace `Chariot`, under the service and the given dimensions. Each combination is a metric of its own: no ids. */
  count(name: string, dimensions: Readonly<Record<string, string>>): void;
}

export interface Observability {
  readonly log: Log;
  readonly meter: Meter;
}

const NAMESPACE = 'Chariot';

/** One JSON line per entry, with Lambda's facts of the function. The level comes from POWERTOOLS_LOG_LEVEL. */
export function createLogger(service: string): Log {
  const logger = new Logger({ serviceName: service });
  return {
    info: (message, fields) => logger.info(message, fields),
    warn: (message, fields) => logger.warn(message, fields),
    error: (message, fields) => logger.error(message, fields),
  };
}

/** Counts by embedded metric format: a line of the log, no call to CloudWatch. */
export function createMeter(service: string): Meter {
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: service });
  return {
    count(name, dimensions) {
      const one = metrics.singleMetric();
      for (const [dimension, value] of Object.entries(dimensions)) one.addDimension(dimension, value);
      one.addMetric(name, MetricUnit.Count, 1);
    },
  };
}

export const createObservability = (service: string): Observability => ({
  log: createLogger(service),
  meter: createMeter(service),
});

/** An error as it may stand in a log. */
export interface LoggedCause {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack: readonly string[];
  readonly cause?: LoggedCause;
}

/** Errors of these names quote their unreadable input. */
const QUOTING = new Set(['SyntaxError', 'ZodError', '$ZodError']);

/**
 * The part of an error that a log may show: its name, code, message and frames, and those of its causes. Nothing else
 * of it, for errors carry payloads along (a cancelled write brings the item that was there).
 */
export function loggedCause(error: unknown, depth = 3): LoggedCause {
  if (!(error instanceof Error)) return { name: typeof error, message: 'not an error', stack: [] };
  return {
    name: error.name,
    message: QUOTING.has(error.name) ? 'left out, for it quotes the input' : error.message,
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .map((line) => line.trim()),
    ...(error.cause !== undefined && depth > 0 && { cause: loggedCause(error.cause, depth - 1) }),
  };
}
