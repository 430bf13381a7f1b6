import type { AssetChanges, HistoryChange } from '#schemas/asset/asset/events.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { type Attributes, type LiveStatus, MAX_ATTRIBUTES, type Metadata } from '#schemas/asset/values.ts';
import { defined } from '#schemas/defined.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Second } from '#schemas/primitives.ts';
import { remark } from './audit-trail.ts';
import { changesIn, filled } from './changes.ts';

/** The values that a person wants an asset to have. Absent fields stay. */
export interface Edit {
  readonly status?: LiveStatus;
  /** `seed` makes a seed of it; any other value changes nothing, as in the legacy system. */
  readonly source?: string;
  readonly comment?: string;
  /** The entry of the audit trail whose comment is taken back. */
  readonly remove?: number;
  readonly origin?: string;
  readonly metadata?: Metadata;
  readonly origins?: readonly string[];
  readonly attackSurface?: readonly string[];
  readonly capability?: readonly string[];
  /** An empty list clears. */
  readonly tags?: readonly string[];
  readonly technologies?: readonly string[];
  /** By name; null removes one. */
  readonly attributes?: Readonly<Record<string, string | null>>;
}

export interface Merged {
  readonly changes: AssetChanges;
  readonly history?: HistoryChange;
}

/**
 * Merge: a person edits. Lists are replaced, texts overwrite when they are not empty, and an asset that is not active
 * never expires. `created`, `private` and `visited` are not a person's to set.
 */
export function merge(state: AssetState, edit: Edit, { by, at }: { by: string; at: Second }): Merged {
  const promoted = edit.source === 'seed' && state.source !== 'seed';
  const { history, status } = promoted
    ? promotion(state, edit, { by, at })
    : statusChange(state, edit, { by, at });
  const { origins, attackSurface, capability, tags, technologies, attributes } = edit;
  const changes = changesIn(state, {
    source: promoted ? 'seed' : state.source,
    status,
    ttl: status === 'A' ? state.ttl : 0,
    origin: state.origin === '' ? edit.origin : state.origin,
    ...filled(edit.metadata ?? {}),
    origins: origins && [...origins],
    attackSurface: attackSurface && [...attackSurface],
    capability: capability && [...capability],
    tags: tags && [...tags],
    technologies: technologies && [...technologies],
    attributes: attributes && attributesAfter(state.attributes, attributes),
  });
  return defined({ changes, history });
}

interface Author {
  readonly by: string;
  readonly at: Second;
}

interface StatusChange {
  readonly status: AssetState['status'];
  readonly history?: HistoryChange;
}

/** The trail of a promotion starts from nowhere, and names where the seed comes from. */
function promotion(state: AssetState, edit: Edit, { by, at }: Author): StatusChange {
  const status = edit.status ?? state.status;
  return {
    status,
    history: { kind: 'added', entry: { from: '', to: status, by: edit.origin || by, updated: at } },
  };
}

function statusChange(state: AssetState, edit: Edit, author: Author): StatusChange {
  const { status: to, comment, remove } = edit;
  const { history, moved } = remark(state.history, state.status, defined({ ...author, to, comment, remove }));
  return defined({ status: moved && to ? to : state.status, history });
}

export function attributesAfter(
  known: Attributes,
  given: Readonly<Record<string, string | null>>,
): Attributes {
  const after = Object.entries({ ...known, ...given }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  if (after.length > MAX_ATTRIBUTES) {
    throw new Refusal('too-many-attributes', `an asset holds at most ${MAX_ATTRIBUTES} attributes`, {
      errors: [{ path: 'attributes', message: `must leave at most ${MAX_ATTRIBUTES}` }],
    });
  }
  return Object.fromEntries(after);
}
