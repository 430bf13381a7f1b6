import type { SeedEvent } from '#schemas/asset/seed/events.ts';
import type { SeedKind, SeedState } from '#schemas/asset/seed/state.ts';
import { defined } from '#schemas/defined.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import { remark } from '../../asset/domain/audit-trail.ts';
import { toSecond } from '../../asset/domain/time.ts';
import type { SeedCommand, SeedCommandOf } from './command.ts';

/** The events of a command on a seed. Removing it again, or a change to its present values, leads to nothing. */
export function decide(
  command: SeedCommand,
  state: SeedState | undefined,
  deciding: Deciding,
): readonly SeedEvent[] {
  switch (command.type) {
    case 'AddSeed':
      return add(command, state, deciding);
    case 'UpdateSeed':
      return update(command, state, deciding);
    case 'RemoveSeed':
      return remove(command, state, deciding);
    default:
      return command satisfies never;
  }
}

function add(
  { seed, mode, subdomains = seed.kind === 'domain', status, tags }: SeedCommandOf<'AddSeed'>,
  state: SeedState | undefined,
  { now, actor }: Deciding,
): readonly SeedEvent[] {
  if (state && state.status !== 'D') throw new Refusal('already-exists', `${seed.value} is a seed already`);
  mayReach(seed.kind, subdomains);
  const coverage = { ...seed, mode, subdomains };
  const data = { ...coverage, status, source: 'self', created: toSecond(now), tags: [...tags], by: actor };
  return [{ type: 'SeedAdded', version: 2, data }];
}

function mayReach(kind: SeedKind, subdomains: boolean): void {
  if (kind === 'domain' || !subdomains) return;
  const message = 'only a domain has names below it';
  throw new Refusal('invalid', message, { errors: [{ path: 'subdomains', message }] });
}

function existing(state: SeedState | undefined): SeedState {
  if (!state) throw new Refusal('not-found', 'There is no such seed.');
  return state;
}

/** Setting a status brings a removed seed back. */
function update(
  { mode, subdomains, status, tags, comment }: SeedCommandOf<'UpdateSeed'>,
  current: SeedState | undefined,
  { now, actor }: Deciding,
): readonly SeedEvent[] {
  const state = existing(current);
  if (state.status === 'D' && status === undefined) {
    throw new Refusal('deleted', 'the seed is removed: set its status, or add it again, first');
  }
  const author = { by: actor, at: toSecond(now) };
  const { history, moved } = remark(state.history, state.status, defined({ ...author, to: status, comment }));
  const retagged = tags && JSON.stringify(tags) !== JSON.stringify(state.tags) ? [...tags] : undefined;
  if (subdomains !== undefined) mayReach(state.kind, subdomains);
  const data = defined({
    mode: mode === state.mode ? undefined : mode,
    subdomains: subdomains === state.subdomains ? undefined : subdomains,
    status: moved ? status : undefined,
    tags: retagged,
    history: history?.kind === 'added' ? history.entry : undefined,
  });
  return Object.keys(data).length === 0 ? [] : [{ type: 'SeedUpdated', version: 2, data }];
}

function remove(
  { comment }: SeedCommandOf<'RemoveSeed'>,
  current: SeedState | undefined,
  { now, actor }: Deciding,
): readonly SeedEvent[] {
  if (existing(current).status === 'D') return [];
  return [{ type: 'SeedRemoved', version: 1, data: defined({ at: toSecond(now), by: actor, comment }) }];
}
