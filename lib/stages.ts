import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';

const seconds = (min: number, max: number) => z.int().min(min).max(max);

const Timeouts = z.strictObject({
  /** Commands, queries and the authorizer: a caller waits for them. */
  api: seconds(3, 29),
  /** One batch of stream records, or of messages. */
  batch: seconds(5, 300),
  /** One result file of any size. */
  worker: seconds(30, 900),
});

const Queues = z.strictObject({
  /**
   * A message stays hidden for the consumer's time-out times this, unless its consumer says that it failed. AWS
   * advises 6, as batches may wait inside Lambda; 1 is the least that it takes.
   */
  visibilityFactor: z.strictObject({ batch: z.int().min(1).max(6), worker: z.int().min(1).max(6) }),
  /** Until the second attempt of a message that failed for now. Each later one takes twice as long, up to 15 minutes. */
  firstRetry: seconds(1, 60),
  /** Attempts before a message is parked. */
  maxReceives: z.int().min(1).max(100),
});

const Concurrency = z.strictObject({
  /** At most so many copies of a consumer per queue, so that a flood of events cannot starve the API. */
  copies: z.strictObject({
    /** Events, and work that comes as seldom. */
    events: z.int().min(2).max(1000),
    due: z.int().min(2).max(1000),
    /** Work that one command splits into thousands of messages. */
    bulk: z.int().min(2).max(1000),
  }),
  /** Batches in flight per shard of a stream; the order per item stays. The more there are, the fewer events each call publishes. */
  relay: z.int().min(1).max(10),
  /** Kept free for the authorizer and for each commands function; needs an account limit that leaves 100 for the rest. */
  reserved: z.strictObject({ authorizer: z.int().min(1), commands: z.int().min(1) }).optional(),
});

const Features = z.strictObject({
  /** Keeps all domain events for so many days; absent where the engine has no archives. */
  archiveDays: z.int().min(1).max(3650).optional(),
  /** Alarms on rates rather than counts, and on p95. */
  metricMath: z.boolean(),
  dashboard: z.boolean(),
  tracing: z.boolean(),
  /** Logs of reads from S3, in a bucket of its own. */
  accessLogs: z.boolean(),
});

/** Everything in which stages differ. */
export const StageConfig = z.strictObject({
  name: z.enum(['local', 'dev', 'staging', 'prod']),
  /** Where it belongs. Without them, the account and region of the deployer. */
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, such as eu-central-1')
    .optional(),
  /** `cli-credentials` deploys with the caller's own rights, where the roles of the bootstrap cannot be assumed. */
  synthesizer: z.enum(['default', 'cli-credentials']),
  architecture: z.enum(['arm64', 'x86_64']),
  /** The fate of tables, buckets and keys when a stack is deleted. */
  removal: z.enum(['destroy', 'retain']),
  deletionProtection: z.boolean(),
  logRetentionDays: z.enum(['ONE_WEEK', 'ONE_MONTH', 'THREE_MONTHS', 'ONE_YEAR']),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  /** Gets a mail, to be confirmed once, for every alarm. */
  alarmEmail: z.email().optional(),
  /**
   * Where writes put what is due. A stage that ran a version which sweeps the old partitions only says `old` until
   * nobody will roll back to that version.
   */
  duePartitions: z.enum(['old', 'new']),
  /** Requests per second over the whole API, and how many at once. */
  throttle: z.strictObject({ rate: z.int().min(1), burst: z.int().min(1) }),
  timeouts: Timeouts,
  queues: Queues,
  concurrency: Concurrency,
  features: Features,
});
export type StageConfig = z.infer<typeof StageConfig>;

/** A stage, or a value of one, that cannot be. The message names each key and its allowed values. */
export class InvalidStage extends Error {
  override readonly name = 'InvalidStage';
}

/** What no stage needs otherwise, unless its deployer says so. */
const common = { duePartitions: 'new' } as const;

const aws = {
  ...common,
  synthesizer: 'default',
  architecture: 'arm64',
  logLevel: 'INFO',
  timeouts: { api: 10, batch: 30, worker: 900 },
  // 51 minutes of an outage pass before anything is parked. A worker takes one message at a time, which waits nowhere.
  queues: { visibilityFactor: { batch: 6, worker: 1 }, firstRetry: 10, maxReceives: 10 },
  features: { archiveDays: 30, metricMath: true, dashboard: true, tracing: true, accessLogs: true },
} as const;

const stages = {
  local: {
    ...common,
    name: 'local',
    synthesizer: 'cli-credentials',
    architecture: 'x86_64',
    removal: 'destroy',
    deletionProtection: false,
    logRetentionDays: 'ONE_WEEK',
    logLevel: 'INFO',
    throttle: { rate: 1000, burst: 2000 },
    timeouts: { api: 10, batch: 20, worker: 120 },
    // A test that kills a consumer waits until its message shows again.
    queues: { visibilityFactor: { batch: 1, worker: 1 }, firstRetry: 5, maxReceives: 5 },
    concurrency: { copies: { events: 2, due: 2, bulk: 2 }, relay: 1 },
    features: { metricMath: false, dashboard: true, tracing: false, accessLogs: false },
  },
  dev: {
    ...aws,
    name: 'dev',
    removal: 'destroy',
    deletionProtection: false,
    logRetentionDays: 'ONE_WEEK',
    throttle: { rate: 100, burst: 200 },
    concurrency: { copies: { events: 2, due: 2, bulk: 5 }, relay: 1 },
  },
  staging: {
    ...aws,
    name: 'staging',
    removal: 'retain',
    deletionProtection: false,
    logRetentionDays: 'ONE_MONTH',
    throttle: { rate: 1000, burst: 2000 },
    concurrency: { copies: { events: 10, due: 5, bulk: 20 }, relay: 2 },
  },
  prod: {
    ...aws,
    name: 'prod',
    removal: 'retain',
    deletionProtection: true,
    logRetentionDays: 'ONE_YEAR',
    throttle: { rate: 3000, burst: 5000 },
    concurrency: {
      copies: { events: 20, due: 10, bulk: 50 },
      relay: 2,
      reserved: { authorizer: 100, commands: 100 },
    },
  },
} as const satisfies Record<StageConfig['name'], StageConfig>;

const isStage = (name: unknown): name is keyof typeof stages =>
  typeof name === 'string' && Object.hasOwn(stages, name);

/**
 * The configuration of a stage, with the deployer's own settings: top-level keys replace the stage's. Throws
 * InvalidStage, which names the key and its allowed values.
 *
 * @example stageConfig('prod', { account: '123456789012', alarmEmail: 'ops@example.com' })
 */
export function stageConfig(name: unknown, overrides: Readonly<Record<string, unknown>> = {}): StageConfig {
  if (!isStage(name)) {
    throw new InvalidStage(`stage: ${JSON.stringify(name)} is none of ${Object.keys(stages).join(', ')}`);
  }
  const parsed = StageConfig.safeParse({ ...stages[name], ...overrides, name });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || name}: ${message}`);
  throw new InvalidStage(`The configuration of stage ${name} is wrong.\n  ${problems.join('\n  ')}`);
}

/** The stage's retention as CDK spells it. */
export const logRetention = (stage: StageConfig): RetentionDays => RetentionDays[stage.logRetentionDays];
