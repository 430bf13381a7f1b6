import * as z from 'zod';

/** An event of the domain: its type, the version of its schema, and its facts. */
export interface DomainEvent {
  readonly type: string;
  readonly version: number;
  readonly data: object;
}

/**
 * The schema of one published version of an event. A published version is never edited: add the next one and an upcaster.
 *
 * @example
 * export const SeedAddedV1 = defineEvent('SeedAdded', 1, z.strictObject({ value: z.string() }));
 */
export const defineEvent = <T extends string, V extends number, D extends z.ZodObject>(
  type: T,
  version: V,
  data: D,
) => z.strictObject({ type: z.literal(type), version: z.literal(version), data });

/** Older data -> data of the next version. Pure; keyed by event type (or `State`), then by the version it starts from. */
export type Upcasters = Readonly<
  Record<
    string,
    Readonly<Record<number, (data: Readonly<Record<string, unknown>>) => Record<string, unknown>>>
  >
>;

/** Lifts data of `version` step by step to the newest version that the upcasters reach, and no further than `target`. */
export function upcast(
  upcasters: Upcasters,
  type: string,
  version: number,
  data: Readonly<Record<string, unknown>>,
  target = Number.POSITIVE_INFINITY,
): { version: number; data: Readonly<Record<string, unknown>> } {
  let current = { version, data };
  while (current.version < target) {
    const step = upcasters[type]?.[current.version];
    if (!step) break;
    current = { version: current.version + 1, data: step(current.data) };
  }
  return current;
}
