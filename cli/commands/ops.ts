import type { Command } from 'commander';
import { Instant } from '#schemas/primitives.ts';
import { type CommonOptions, common, inAccount, moment, positiveInteger, type Run } from '../command.ts';
import { wrongUsage } from '../exit.ts';
import { type Asked, type OperationOptions, performOperation } from '../operations.ts';
import { counted } from '../output.ts';
import { redrive } from '../redrive.ts';

type Options = CommonOptions & OperationOptions;

const description =
  'for operators: what needs AWS credentials for a stage, in the variables of the AWS tools';

/** What both operations take. */
const operation = (command: Command): Command =>
  command
    .requiredOption('--service <service>', 'whose things are sent: asset, account or capability')
    .requiredOption('--stage <stage>', 'the stage, such as prod, or local')
    .option('--rate <count>', 'messages a second', positiveInteger, 100)
    .option('--cursor <cursor>', 'go on where an earlier run stopped');

/** With milliseconds; a day or a second is taken for its beginning. */
const instant = (value: string): string => Instant.parse(new Date(moment(value)).toISOString());

const perform = (run: Run, options: Options, asked: Asked) =>
  run(options, async ({ terminal }) => {
    // Loaded here, so that no other command waits for the AWS SDK.
    const { lambdaInvoke } = await import('../invoke.ts');
    const sent = await performOperation(lambdaInvoke(), asked, options, (count) =>
      terminal.stderr.write(`${counted(count, 'message')} sent\n`),
    );
    return { json: { sent }, text: `${counted(sent, 'message')} sent.\n` };
  });

interface RedriveOptions extends CommonOptions {
  readonly stage: string;
  readonly service: string;
  readonly queue: string;
  readonly code?: string;
}

async function bringHome({ stage, service, queue, code }: RedriveOptions) {
  if (queue === 'relay') throw wrongUsage('--queue relay: nothing can be put into a stream; use republish');
  // Loaded here, so that no other command waits for the AWS SDK.
  const { deadLettersOf } = await import('../dead-letters.ts');
  const letters = await deadLettersOf(`chariot-${stage}-${service}-${queue}`);
  const done = await redrive(letters, Date.now(), code);
  const text = `${counted(done.sent, 'message')} sent back, ${done.dropped} dropped, ${done.left} left.\n`;
  return { json: done, text };
}

/** Replays states to one subscriber, republishes what a stream has lost, and brings parked messages home. */
export function ops(program: Command, run: Run): void {
  const group = program.command('ops').description(description);
  inAccount(
    operation(group.command('replay'))
      .description('send the latest state of each thing once to the followers of one subscriber')
      .requiredOption('--to <subscriber>', 'who hears the service, such as asset, or capability:worker'),
    'chariot ops replay --stage prod --service capability --account ID --to asset',
  ).action(({ to, ...options }: Options & { readonly to: string }) =>
    perform(run, options, { operation: 'replay', to }),
  );
  inAccount(
    operation(group.command('republish'))
      .description('publish again what happened since a moment')
      .requiredOption('--since <moment>', 'such as 2026-11-24T08:00:00Z', instant),
    'chariot ops republish --stage prod --service asset --account ID --since 2026-11-24T08:00:00Z',
  ).action(({ since, ...options }: Options & { readonly since: string }) =>
    perform(run, options, { operation: 'republish', since }),
  );
  common(
    group
      .command('redrive')
      .description('send what lies in a dead-letter queue back to its queue')
      .requiredOption('--stage <stage>', 'the stage, such as prod, or local')
      .requiredOption('--service <service>', 'whose queue it is')
      .requiredOption('--queue <queue>', 'events, due, imports or jobs')
      .option('--code <code>', 'only what was parked with this reason, such as unavailable'),
    'chariot ops redrive --stage prod --service asset --queue imports --code unavailable',
  ).action((options: RedriveOptions) => run(options, () => bringHome(options)));
}
