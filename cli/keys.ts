import { jobKey } from '../schemas/capability/job.ts';
import { idOf, keyOf } from '../schemas/id.ts';
import { type Api, isMissing } from './connection.ts';
import { CommandFailure, ExitCode } from './exit.ts';

export type Kind = 'asset' | 'seed' | 'job';
export const kinds: readonly Kind[] = ['asset', 'seed', 'job'];

/** What the argument KEY may be. A shell takes a bare `#` for a comment, hence the quotes. */
export const keyHelp: Readonly<Record<Kind, string>> = {
  asset: "an asset's name, key (in quotes: '#asset#www.example.com#192.0.2.1') or id",
  seed: "a seed's value, key (in quotes: '#seed#domain#example.com') or id",
  job: "a job's UUID, key (in quotes: '#job#...') or id",
};

const MOST_SHOWN = 10;

/** `www.example.com` may stand for several assets, one per address. */
async function assetsNamed(api: Api, name: string): Promise<string[]> {
  const keyPrefix = `#asset#${name.toLowerCase()}#`;
  const { body } = await api.listAssets({ query: { keyPrefix, limit: MOST_SHOWN } });
  if (body.items.length <= 1) return body.items.map((item) => item.id);
  throw new CommandFailure(
    ExitCode.refused,
    'ambiguous',
    `${name} is the name of several assets; name one by its key`,
    {
      errors: body.items.map((item) => ({ path: 'KEY', message: `'${item.key}'` })),
    },
  );
}

async function seedsOf(api: Api, value: string): Promise<string[]> {
  const ids = ['domain', 'ip'].map((kind) => idOf(`#seed#${kind}#${value.toLowerCase()}`));
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

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

async function namedIds(api: Api, kind: Kind, text: string): Promise<string[]> {
  switch (kind) {
    case 'asset':
      return assetsNamed(api, text);
    case 'seed':
      return seedsOf(api, text);
    case 'job':
      return isUuid(text) ? [idOf(jobKey(text.toLowerCase()))] : [];
    default: {
      const never: never = kind;
      return never;
    }
  }
}

/**
 * The id of the thing that a person means by a key, an id or a name.
 * @throws CommandFailure `not-found`, which says what the argument may be; `ambiguous`, which lists the keys
 */
export async function resolveId(api: Api, kind: Kind, text: string): Promise<string> {
  if (text.startsWith('#')) return idOf(text);
  if (keyOf(text)?.startsWith('#')) return text;
  const [id] = await namedIds(api, kind, text);
  if (id !== undefined) return id;
  throw new CommandFailure(
    ExitCode.refused,
    'not-found',
    `there is no ${kind} ${text}. KEY is ${keyHelp[kind]}`,
  );
}
