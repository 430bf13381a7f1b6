import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { wrongUsage } from './exit.ts';
import type { Terminal } from './terminal.ts';

type Env = Terminal['env'];

/** Hosts that are this machine, also under the names that local engines of AWS give their APIs. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|.+\.localhost|.+\.localhost\.localstack\.cloud)$/;

function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}

/** The API and the key. Holds a secret: it is kept in a file that only its owner may read, and is never printed. */
export const Profile = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL', abort: true })
    .refine(isPrivate, 'must be an https URL: the secret would be sent in the clear to another machine')
    .transform((url) => url.replace(/\/+$/, '')),
  keyId: z.string().min(1, 'must not be empty'),
  keySecret: z.string().min(1, 'must not be empty'),
});
export type Profile = z.infer<typeof Profile>;

/** The variables that may give a part of the profile; each is stronger than the stored one. */
export const variables = {
  url: 'CHARIOT_API_URL',
  keyId: 'CHARIOT_KEY_ID',
  keySecret: 'CHARIOT_KEY_SECRET',
} as const;

/** `$XDG_CONFIG_HOME/chariot/config.json`, or the same under `~/.config`. A relative XDG_CONFIG_HOME is ignored, as its specification asks. */
export function configFile(env: Env): string {
  const configured = env.XDG_CONFIG_HOME;
  const home = env.HOME || homedir();
  const base = configured && isAbsolute(configured) ? configured : join(home, '.config');
  return join(base, 'chariot', 'config.json');
}

/** Writes beside the file first: a killed command leaves the old profile whole, and no reader ever sees a wider mode. */
export function storeProfile(env: Env, profile: Profile): string {
  const file = configFile(env);
  const draft = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(draft, `${JSON.stringify(profile, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    // An umask may have narrowed the mode further, so that the owner could not read it.
    chmodSync(draft, 0o600);
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return file;
}

function readStored(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw wrongUsage(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}

function storedProfile(env: Env): Profile | undefined {
  const file = configFile(env);
  const text = readStored(file);
  if (text === undefined) return undefined;
  try {
    return Profile.parse(JSON.parse(text));
  } catch (error) {
    // Its fault is not shown, as that may quote the secret.
    throw wrongUsage(`${file} is not a profile of this version. Write it anew with: chariot login`, error);
  }
}

/** Checks a profile. Names the part that is wrong and its source, never its content. */
export function checkedProfile(
  parts: z.input<typeof Profile>,
  origins: Record<keyof Profile, string>,
): Profile {
  const result = Profile.safeParse(parts);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const part = Profile.keyof().safeParse(issue?.path[0]);
  throw wrongUsage(`${part.success ? origins[part.data] : 'the profile'} ${issue?.message ?? 'is wrong'}`);
}

/**
 * The profile to use: the environment's parts over the stored ones. A stored secret is only ever sent to the URL that
 * it was stored with. So CHARIOT_API_URL alone does not take the key along to another place.
 */
export function loadProfile(env: Env): Profile {
  const { [variables.url]: url, [variables.keyId]: keyId, [variables.keySecret]: keySecret } = env;
  if (url && keyId && keySecret) return checkedProfile({ url, keyId, keySecret }, variables);
  const stored = storedProfile(env);
  if (stored === undefined) {
    const missing = Object.values(variables).filter((name) => !env[name]);
    throw wrongUsage(
      missing.length === 3
        ? `not logged in. Use: chariot login (or set ${missing.join(', ')})`
        : `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set, and there is no stored login`,
    );
  }
  const merged = checkedProfile(
    { url: url ?? stored.url, keyId: keyId ?? stored.keyId, keySecret: keySecret ?? stored.keySecret },
    variables,
  );
  if (merged.url !== stored.url && !keySecret) {
    throw wrongUsage(
      `${variables.url} is not the URL that the stored key belongs to. Set ${variables.keyId} and ${variables.keySecret} too`,
    );
  }
  return merged;
}
