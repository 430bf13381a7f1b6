import * as z from 'zod';
import { ASSET_KEY_PREFIX } from '#schemas/asset/asset/state.ts';
import { seedSpelling } from '#schemas/asset/seed/spelling.ts';
import { SeedKind, seedKey } from '#schemas/asset/seed/state.ts';
import { jobKey } from '#schemas/capability/job/state.ts';
import { idOf, keyOf } from '#schemas/id.ts';
import { spellingInKey } from '#schemas/net/ascii.ts';
import type { Api } from './client.ts';
import { isMissing } from './connection.ts';
import { CommandFailure, ExitCode } from './exit.ts';
import { collect } from './pages.ts';

export const thingKinds = ['asset', 'seed', 'job'] as const;
export type ThingKind = (typeof thingKinds)[number];

/** The forms of the argument KEY. A shell takes a bare `#` for a comment, hence the quotes. */
export const keyHelp: Readonly<Record<ThingKind, string>> = {
  asset: "an asset's name, key (in quotes: '#asset#www.example.com#192.0.2.1') or id",
  seed: "a seed's value, key (in quotes: '#seed#domain#example.com') or id",
  job: "a job's UUID, key (in quotes: '#job#...') or id",
};

const MOST_SHOWN = 10;

/** `www.example.com` may stand for several assets, one per address. */
async function assetsNamed(api: Api, name: string): Promise<string[]> {
  const keyPrefix = `${ASSET_KEY_PREFIX}${spellingInKey(name)}#`;
  // One page does not tell how many there are: deleted assets are left out of it, so it may be short or empty.
  const found = await collect((page) => api.listAssets({ query: { keyPrefix, ...page } }), {
    limit: MOST_SHOWN,
  });
  if (found.length <= 1) return found.map(({ id }) => id);
  throw new CommandFailure(
    ExitCode.refused,
    'ambiguous',
    `${name} is the name of several assets; name one by its key`,
    {
      errors: found.map(({ key }) => ({ path: 'KEY', message: `'${key}'` })),
    },
  );
}

async function seedsOf(api: Api, value: string): Promise<string[]> {
  const ids = SeedKind.options.map((kind) => idOf(seedKey({ kind, value: seedSpelling(value) })));
  const found = await Promise.all(
    ids.map((id) =>
      api.getSeed({ params: { id } }).then(
        ({ body }) => [body.id],
        (error: unknown) => {
          if (isMissing(error)) return [];
          throw error;
        },
      ),
    ),
  );
  return found.flat();
}

async function namedIds(api: Api, kind: ThingKind, text: string): Promise<string[]> {
  switch (kind) {
    case 'asset':
      return assetsNamed(api, text);
    case 'seed':
      return seedsOf(api, text);
    case 'job':
      return z.uuid().safeParse(text).success ? [idOf(jobKey(text.toLowerCase()))] : [];
    default: {
      const never: never = kind;
      return never;
    }
  }
}

/**
 * The id of the thing that a person means by a key, an id or a name.
 * @throws CommandFailure `not-found`, which explains the argument; `ambiguous`, which lists the keys
 */
export async function resolveId(api: Api, kind: ThingKind, text: string): Promise<string> {
  if (text.startsWith('#')) return idOf(spellingInKey(text));
  if (keyOf(text)?.startsWith('#')) return text;
  const [id] = await namedIds(api, kind, text);
  if (id !== undefined) return id;
  throw new CommandFailure(
    ExitCode.refused,
    'not-found',
    `there is no ${kind} ${text}. KEY is ${keyHelp[kind]}`,
  );
}
