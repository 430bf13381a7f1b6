const frozen = new WeakSet<object>();

/**
 * A copy that nobody can change, without undefined fields. Such a copy is not copied again. So a tip that was read,
 * extended and written costs no more than its new part. Bytes are copied, but cannot be frozen.
 */
export function frozenCopy<T>(value: T): T;
export function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || frozen.has(value)) return value;
  if (value instanceof Uint8Array) return kept(Uint8Array.from(value));
  if (Array.isArray(value)) return kept(Object.freeze(value.map((item: unknown) => frozenCopy(item))));
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) if (item !== undefined) copy[name] = frozenCopy(item);
  return kept(Object.freeze(copy));
}

function kept<T extends object>(copy: T): T {
  frozen.add(copy);
  return copy;
}
