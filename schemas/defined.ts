/** Fields that may be undefined, as they are before `defined`. */
type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

type RequiredKey<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];

/** `T` where each field that may be undefined is optional instead, and never undefined. */
export type Defined<T> = { [K in RequiredKey<T>]: T[K] } & {
  [K in Exclude<keyof T, RequiredKey<T>>]?: Exclude<T[K], undefined>;
};

/**
 * Leaves out the fields that are undefined. So an optional field is there with a value or not at all, as
 * `exactOptionalPropertyTypes` and JSON have it.
 *
 * @example defined({ key, comment: body.comment }) // { key } without a comment
 */
export function defined<const T extends object>(fields: T): Defined<T>;
export function defined(fields: Loose<object>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
