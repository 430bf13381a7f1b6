import type { AssetDiscovered, AssetEvent } from '#schemas/asset/asset/events.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { defined } from '#schemas/defined.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import type { SuffixRules } from '#shared/net/public-suffix/public-suffix.ts';
import type { Match } from '../../seed/domain/match.ts';
import { isEmpty } from './changes.ts';
import { classOf } from './class.ts';
import type { AssetCommand, AssetCommandOf } from './command.ts';
import { evolve } from './evolve.ts';
import { isOverdue, lapse } from './expiry.ts';
import { attributesAfter, merge } from './merge.ts';
import { identify } from './normalise.ts';
import { discover, scan } from './observe.ts';
import { place, placementOf } from './placement.ts';
import { expiryFrom, toSecond } from './time.ts';
import { isPermanent } from './visit.ts';

/** A decision on an asset depends on the public suffixes, too: they tell a domain that can be registered from a name below one. */
export interface AssetDeciding extends Deciding {
  readonly suffixes: SuffixRules;
}

/** The events of a command on an asset. Deleting it again, or a change to its present values, leads to nothing. */
export function decide(
  command: AssetCommand,
  state: AssetState | undefined,
  deciding: AssetDeciding,
): readonly AssetEvent[] {
  switch (command.type) {
    case 'CreateAsset':
      return create(command, state, deciding);
    case 'ObserveAsset':
      return observe(command, state, deciding);
    case 'MatchAsset':
      return state ? place(state, command.match) : [];
    case 'UpdateAsset':
      return update(command, state, deciding);
    case 'TagAsset':
      return tag(command, state, deciding);
    case 'ReclassifyAsset':
      return reclassify(command, state, deciding);
    case 'DeleteAsset':
      return remove(command, state, deciding);
    case 'ExpireAsset':
      return state ? lapse(state, deciding.now) : [];
    default:
      return command satisfies never;
  }
}

/** The match of a command that was made without asking the seeds. */
const NOT_ASKED: Match = { kind: 'undeclared' };

const isGone = (state: AssetState, now: Instant): boolean => state.status === 'D' || isOverdue(state, now);

function create(
  command: AssetCommandOf<'CreateAsset'>,
  state: AssetState | undefined,
  deciding: AssetDeciding,
): readonly AssetEvent[] {
  if (state && !isGone(state, deciding.now)) {
    throw new Refusal('already-exists', `${state.dns} ${state.name} is an asset already`);
  }
  return [...(state ? lapse(state, deciding.now) : []), created(command, deciding)];
}

/**
 * An asset that is not active, or is a seed or an account, never expires: the rule of merge, from the first moment
 * on.
 */
function created(
  command: AssetCommandOf<'CreateAsset'>,
  { now, actor, suffixes }: AssetDeciding,
): AssetDiscovered {
  const { metadata, ...identity } = identify(command);
  const at = toSecond(now);
  const status = command.status ?? (command.source === 'seed' ? 'P' : 'A');
  const expires = status === 'A' && !isPermanent(command.source);
  return {
    type: 'AssetDiscovered',
    version: 3,
    data: {
      ...metadata,
      ...command.metadata,
      dns: identity.dns,
      name: identity.name,
      class: classOf({ ...identity, source: command.source }, suffixes),
      private: identity.private,
      status,
      source: command.source,
      origin: command.origin,
      created: at,
      visited: at,
      ttl: expires ? expiryFrom(now) : 0,
      tags: [...command.tags],
      attributes: attributesAfter({}, command.attributes),
      technologies: [...command.technologies],
      capability: [],
      attackSurface: [...command.attackSurface],
      origins: [],
      ports: [],
      scopes: [],
      by: actor,
      observed: {},
      ...placementOf(command.match ?? NOT_ASKED, command.source),
    },
  };
}

/**
 * An expired asset was forgotten, so a scan that sees it finds it anew. The legacy system had removed it altogether
 * by then. The same holds for assets of an undone discovery. An asset that a person deleted stays deleted.
 *
 * @throws Refusal `out-of-scope` where a seed excludes the host
 */
function observe(
  { sightings, match = NOT_ASKED }: AssetCommandOf<'ObserveAsset'>,
  state: AssetState | undefined,
  deciding: AssetDeciding,
): readonly AssetEvent[] {
  const { now } = deciding;
  if (match.kind === 'excluded') throw new Refusal('out-of-scope', `it is excluded by ${match.seed}`);
  const forgotten =
    !state || isOverdue(state, now) || (state.deletion && state.deletion.reason !== 'removed');
  if (!forgotten) return [...scan(state, sightings, now), ...place(state, match)];
  const discovered = discover(sightings, { ...deciding, match });
  return discovered ? [...(state ? lapse(state, now) : []), discovered] : [];
}

function existing(state: AssetState | undefined): AssetState {
  if (!state) throw new Refusal('not-found', 'There is no such asset.');
  return state;
}

/** A deleted asset takes no changes. */
function alive(known: AssetState | undefined, now: Instant): AssetState {
  const state = existing(known);
  if (isGone(state, now)) {
    throw new Refusal('deleted', 'the asset is deleted: set its status, or create it again, first');
  }
  return state;
}

/** Setting a status brings back a deleted asset, with all that is known of it. */
function update(
  { edit }: AssetCommandOf<'UpdateAsset'>,
  current: AssetState | undefined,
  { now, actor }: Deciding,
): readonly AssetEvent[] {
  const known = edit.status !== undefined ? existing(current) : alive(current, now);
  const lapsed = lapse(known, now);
  const state = lapsed.reduce<AssetState>(evolve, known);
  const { changes, history } = merge(state, edit, { by: actor, at: toSecond(now) });
  if (isEmpty(changes) && !history) return [];
  const updated = { type: 'AssetUpdated' as const, version: 1 as const, data: defined({ changes, history }) };
  // A person's own word on an asset that no seed covers.
  const { source } = changes;
  const claimed = source !== undefined && state.seed === undefined && !state.inScope;
  const placed = claimed ? place({ ...state, source }, { kind: 'unmatched' }) : [];
  return [...lapsed, updated, ...placed];
}

function tag(
  { tags }: AssetCommandOf<'TagAsset'>,
  current: AssetState | undefined,
  { now }: Deciding,
): readonly AssetEvent[] {
  const state = alive(current, now);
  if (JSON.stringify(state.tags) === JSON.stringify(tags)) return [];
  return [{ type: 'AssetTagged', version: 1, data: { tags: [...tags] } }];
}

function reclassify(
  command: AssetCommandOf<'ReclassifyAsset'>,
  current: AssetState | undefined,
  { now, actor }: Deciding,
): readonly AssetEvent[] {
  const from = alive(current, now).class;
  if (from === command.class) return [];
  const cause = { at: toSecond(now), by: actor, comment: command.comment };
  return [{ type: 'AssetReclassified', version: 1, data: defined({ from, class: command.class, ...cause }) }];
}

function remove(
  { comment }: AssetCommandOf<'DeleteAsset'>,
  current: AssetState | undefined,
  { now, actor }: Deciding,
): readonly AssetEvent[] {
  if (existing(current).status === 'D') return [];
  const data = defined({ reason: 'removed', at: toSecond(now), by: actor, comment });
  return [{ type: 'AssetDeleted', version: 1, data }];
}
