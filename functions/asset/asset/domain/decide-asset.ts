import type { AssetDiscovered, AssetEvent } from '#schemas/asset/asset/events.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { AssetCommand, Create } from './asset-command.ts';
import { isEmpty } from './changes.ts';
import { evolveAsset } from './evolve-asset.ts';
import { isOverdue, lapse } from './expiry.ts';
import { attributesAfter, merge } from './merge.ts';
import { identify } from './normalise.ts';
import { discover, scan } from './observe.ts';
import { expiryFrom, toSecond } from './time.ts';
import { isPermanent } from './visit.ts';

type Of<T extends AssetCommand['type']> = Extract<AssetCommand, { readonly type: T }>;

/** What a command on an asset leads to. Deleting it again, or saying what is so already, leads to nothing. */
export function decideAsset(command: AssetCommand, state: AssetState | undefined): readonly AssetEvent[] {
  switch (command.type) {
    case 'Create':
      return create(command, state);
    case 'Observe':
      return observe(command, state);
    case 'Update':
      return update(command, state);
    case 'Tag':
      return tag(command, state);
    case 'Reclassify':
      return reclassify(command, state);
    case 'Delete':
      return remove(command, state);
    case 'Expire':
      return state ? lapse(state, command.now) : [];
    default:
      return command satisfies never;
  }
}

const isGone = (state: AssetState, now: Instant): boolean => state.status === 'D' || isOverdue(state, now);

function create(command: Create, state: AssetState | undefined): readonly AssetEvent[] {
  if (state && !isGone(state, command.now)) {
    throw new Refusal('already-exists', `${state.dns} ${state.name} is an asset already`);
  }
  return [...(state ? lapse(state, command.now) : []), created(command)];
}

/** Whatever is not active, or is a seed or an account, never expires: the rule of Merge, from the first moment on. */
function created(command: Create): AssetDiscovered {
  const { metadata, ...identity } = identify(command);
  const at = toSecond(command.now);
  const status = command.status ?? (command.source === 'seed' ? 'P' : 'A');
  const expires = status === 'A' && !isPermanent(command.source);
  return {
    type: 'AssetDiscovered',
    version: 1,
    data: {
      ...metadata,
      ...command.metadata,
      dns: identity.dns,
      name: identity.name,
      class: identity.class,
      private: identity.private,
      status,
      source: command.source,
      origin: command.origin,
      created: at,
      visited: at,
      ttl: expires ? expiryFrom(command.now) : 0,
      tags: [...command.tags],
      attributes: attributesAfter({}, command.attributes),
      technologies: [...command.technologies],
      capability: [],
      attackSurface: [...command.attackSurface],
      origins: [],
      ports: [],
      scopes: [],
      by: command.by,
    },
  };
}

/**
 * What has expired was forgotten, so a scan that sees it finds it anew; the legacy system had removed it altogether by then. The same holds for
 * what an undone discovery had found. What a person deleted stays deleted.
 */
function observe({ sighting, now }: Of<'Observe'>, state: AssetState | undefined): readonly AssetEvent[] {
  const forgotten =
    !state || isOverdue(state, now) || (state.deletion && state.deletion.reason !== 'removed');
  if (!forgotten) return scan(state, sighting, now);
  return sighting.up ? [...(state ? lapse(state, now) : []), discover(sighting, now)] : [];
}

function existing(state: AssetState | undefined): AssetState {
  if (!state) throw new Refusal('not-found', 'There is no such asset.');
  return state;
}

/** A deleted asset takes no changes. */
function alive(given: AssetState | undefined, now: Instant): AssetState {
  const state = existing(given);
  if (isGone(state, now)) {
    throw new Refusal('deleted', 'the asset is deleted: set its status, or create it again, first');
  }
  return state;
}

/** Setting a status brings back what was deleted, with all that is known of it. */
function update({ edit, by, now }: Of<'Update'>, given: AssetState | undefined): readonly AssetEvent[] {
  const known = edit.status !== undefined ? existing(given) : alive(given, now);
  const lapsed = lapse(known, now);
  const state = lapsed.reduce<AssetState>(evolveAsset, known);
  const { changes, history } = merge(state, edit, { by, at: toSecond(now) });
  if (isEmpty(changes) && !history) return [];
  const data = history ? { changes, history } : { changes };
  return [...lapsed, { type: 'AssetUpdated', version: 1, data }];
}

function tag({ tags, now }: Of<'Tag'>, given: AssetState | undefined): readonly AssetEvent[] {
  const state = alive(given, now);
  if (JSON.stringify(state.tags) === JSON.stringify(tags)) return [];
  return [{ type: 'AssetTagged', version: 1, data: { tags: [...tags] } }];
}

function reclassify(command: Of<'Reclassify'>, given: AssetState | undefined): readonly AssetEvent[] {
  const state = alive(given, command.now);
  if (state.class === command.class) return [];
  const { by, comment } = command;
  const said = { at: toSecond(command.now), by, ...(comment && { comment }) };
  return [
    {
      type: 'AssetReclassified',
      version: 1,
      data: { from: state.class, class: command.class, ...said },
    },
  ];
}

function remove({ by, comment, now }: Of<'Delete'>, given: AssetState | undefined): readonly AssetEvent[] {
  const state = existing(given);
  if (state.status === 'D') return [];
  const data = { reason: 'removed' as const, at: toSecond(now), by, ...(comment && { comment }) };
  return [{ type: 'AssetDeleted', version: 1, data }];
}
