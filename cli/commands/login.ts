import type { Command } from 'commander';
import { ask, readPiped } from '../ask.ts';
import { type CommonOptions, common, type Run } from '../command.ts';
import { checkedProfile, type Profile, storeProfile, variables } from '../config.ts';
import { signIn } from '../connection.ts';
import { wrongUsage } from '../exit.ts';
import { printable } from '../output.ts';
import type { Terminal } from '../terminal.ts';

interface Options extends CommonOptions {
  readonly url?: string;
  readonly keyId?: string;
  readonly keySecretStdin?: true;
}

const origins = {
  url: `--url or ${variables.url}`,
  keyId: `--key-id or ${variables.keyId}`,
  keySecret: `the secret (--key-secret-stdin or ${variables.keySecret})`,
} satisfies Record<keyof Profile, string>;

async function givenOrAsked(
  terminal: Terminal,
  part: keyof Profile,
  given: string | undefined,
  question: string,
): Promise<string> {
  if (given) return given;
  if (terminal.stdin.isTTY) return ask(terminal, question, { hidden: part === 'keySecret' });
  throw wrongUsage(`${origins[part]} is missing, and there is no terminal to ask on`);
}

async function gather(terminal: Terminal, options: Options): Promise<Profile> {
  const { env } = terminal;
  const piped = options.keySecretStdin ? await readPiped(terminal) : undefined;
  if (piped === '') throw wrongUsage('--key-secret-stdin: stdin brought nothing, the secret was expected');
  const url = await givenOrAsked(terminal, 'url', options.url ?? env[variables.url], 'URL of the API: ');
  const keyId = await givenOrAsked(
    terminal,
    'keyId',
    options.keyId ?? env[variables.keyId],
    'Id of the API key: ',
  );
  const keySecret = await givenOrAsked(
    terminal,
    'keySecret',
    piped ?? env[variables.keySecret],
    'Secret (not shown): ',
  );
  return checkedProfile({ url, keyId, keySecret }, origins);
}

/** Signs in once and keeps the profile: for every later command of this user. */
export function login(program: Command, run: Run): void {
  common(
    program
      .command('login')
      .description('check an API key and keep it for later commands, readable by you only')
      .option('--url <url>', `the API's address (or ${variables.url})`)
      .option('--key-id <id>', `id of the API key (or ${variables.keyId})`)
      .option(
        '--key-secret-stdin',
        `read the secret from stdin (or ${variables.keySecret}); otherwise it is asked for`,
      ),
    'chariot login',
    'chariot login --url https://api.example.com --key-id ck_... --key-secret-stdin < secret.txt',
  ).action((options: Options) =>
    run(options, async ({ terminal }) => {
      const profile = await gather(terminal, options);
      const { ownAccount } = await signIn(profile);
      const file = storeProfile(terminal.env, profile);
      return {
        json: { url: profile.url, keyId: profile.keyId, account: ownAccount, file },
        text: `Logged in at ${printable(profile.url)}, account ${ownAccount}. The key is kept in ${printable(file)}\n`,
      };
    }),
  );
}
