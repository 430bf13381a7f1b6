import type { Command } from 'commander';
import { type CommonOptions, common, inAccount, type Run } from '../command.ts';
import { printable } from '../output.ts';
import { collect } from '../pages.ts';
import { table } from '../table.ts';

/** The user of the key, and its permissions. */
export function whoami(program: Command, run: Run): void {
  inAccount(
    program
      .command('whoami')
      .description('show the account that commands work in, and the permissions of this key there'),
    'chariot whoami',
  ).action((options: CommonOptions) =>
    run(options, async ({ connect }) => {
      const api = await connect();
      const { body } = await api.getAccount();
      const { account, name, owner, role, permissions } = body;
      return {
        json: { account, name, owner, role, permissions },
        text: [
          `account      ${account}  ${printable(name)}`,
          `owner        ${printable(owner)}`,
          `role         ${role}`,
          `permissions  ${permissions.join(' ')}`,
          '',
        ].join('\n'),
      };
    }),
  );
}

/** Where the key's user may work. */
export function accounts(program: Command, run: Run): void {
  common(
    program.command('accounts').description('list the accounts that --account takes'),
    'chariot accounts',
    'chariot assets --account 0190f3c2-...',
  ).action((options: CommonOptions) =>
    run(options, async ({ connect, terminal }) => {
      const api = await connect();
      const items = await collect((page) => api.listAccounts({ query: page }));
      return {
        json: { items },
        text: table(
          ['account', 'name', 'role'],
          items.map((item) => [item.account, item.name, item.role]),
          terminal,
        ),
      };
    }),
  );
}
