import { type Command, Option } from 'commander';
import { JobStatus } from '#schemas/capability/job/state.ts';
import type { JobItem } from '#schemas/capability/job/views.ts';
import { type CommonOptions, inAccount, positiveInteger, type Run } from '../command.ts';
import { counted, wholeSecond } from '../output.ts';
import { collect } from '../pages.ts';
import { type Cell, table } from '../table.ts';

interface Options extends CommonOptions {
  readonly status?: JobStatus;
  readonly limit: number;
}

const jobStatusCell = (status: JobStatus): Cell => {
  if (status === 'completed') return { text: status, style: 'green' };
  return status === 'failed' || status === 'timed-out' ? { text: status, style: 'red' } : status;
};

function outcomeOf(counts: JobItem['counts'], reason: JobItem['reason']): string {
  if (reason) return `: ${reason.message}`;
  return counts ? `: ${counted(counts.up, 'host')} up, ${counted(counts.open, 'open port')}` : '';
}

/** The imported files, and their fate. */
export function jobs(program: Command, run: Run): void {
  inAccount(
    program
      .command('jobs')
      .description('list jobs, newest first')
      .addOption(new Option('--status <status>', 'only those').choices(JobStatus.options))
      .option('--limit <count>', 'at most so many', positiveInteger, 50),
    'chariot jobs',
    'chariot jobs --status failed --json',
  ).action((options: Options) =>
    run(options, async ({ connect, terminal }) => {
      const api = await connect();
      const { status, limit } = options;
      const items = await collect(
        (page) => api.listJobs({ query: { ...page, ...(status ? { status } : {}) } }),
        { limit },
      );
      const rows = items.map((job) => [job.jobId, jobStatusCell(job.status), wholeSecond(job.created)]);
      const details = items.map(({ file, counts, reason }) => `${file.name}${outcomeOf(counts, reason)}`);
      return { json: { items }, text: table(['job', 'status', 'created'], rows, terminal, { details }) };
    }),
  );
}
