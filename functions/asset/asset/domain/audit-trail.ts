import type { HistoryChange } from '#schemas/asset/asset/events.ts';
import { MAX_HISTORY } from '#schemas/asset/asset/state.ts';
import type { HistoryRecord } from '#schemas/asset/values.ts';
import { defined } from '#schemas/defined.ts';
import type { Second } from '#schemas/primitives.ts';

/** A person's words along with a change. */
export interface Remark {
  /** The wanted status; absent when it stays. */
  readonly to?: string;
  readonly by: string;
  readonly at: Second;
  readonly comment?: string;
  /** The entry whose comment is taken back; then nothing else of the remark counts. */
  readonly remove?: number;
}

export interface Remarked {
  readonly history?: HistoryChange;
  /** Whether the status is to change. */
  readonly moved: boolean;
}

/** The legacy rule for the audit trail: taking back a comment goes first, then a change of status, then a comment alone. */
export function remark(history: readonly HistoryRecord[], from: string, given: Remark): Remarked {
  const { to, by, at, comment, remove } = given;
  const entry = remove === undefined ? undefined : history[remove];
  if (remove !== undefined && entry) {
    return { history: { kind: entry.to ? 'blanked' : 'dropped', index: remove }, moved: false };
  }
  const said = defined({ by, comment: comment || undefined, updated: at });
  if (to && to !== from) return { history: { kind: 'added', entry: { from, to, ...said } }, moved: true };
  return comment ? { history: { kind: 'added', entry: said }, moved: false } : { moved: false };
}

export function withHistory(
  history: readonly HistoryRecord[],
  change: HistoryChange | undefined,
): HistoryRecord[] {
  switch (change?.kind) {
    case undefined:
      return [...history];
    case 'added':
      return [...history, change.entry].slice(-MAX_HISTORY);
    case 'blanked':
      return history.map(({ comment, ...entry }, index) =>
        index === change.index || comment === undefined ? entry : { ...entry, comment },
      );
    case 'dropped':
      return history.filter((_, index) => index !== change.index);
    default:
      return change satisfies never;
  }
}
