import type { Command } from 'commander';
import { type CommonOptions, inAccount, type Run } from '../command.ts';
import { table } from '../table.ts';

/** What the account may use, and what it has used. */
export function showLimits(program: Command, run: Run): void {
  inAccount(
    program.command('limits').description('show the limits of the account, and how much of each is used'),
    'chariot limits',
    'chariot limits --json',
  ).action((options: CommonOptions) =>
    run(options, async ({ connect, terminal }) => {
      const api = await connect();
      const [all, jobs] = await Promise.all([api.getLimits(), api.getJobLimits()]);
      const used = new Map(jobs.body.items.map((item) => [item.name, item]));
      const items = all.body.items.map((item) => used.get(item.name) ?? item);
      const rows = items.map((item) => [
        item.name,
        item.used === undefined ? '-' : String(item.used),
        `${item.most} per ${item.per}`,
        item.of,
        item.resets ?? '',
      ]);
      return { json: { items }, text: table(['limit', 'used', 'most', 'of each', 'resets'], rows, terminal) };
    }),
  );
}
