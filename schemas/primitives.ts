import * as z from 'zod';

/** The name of any service, also of one that is newer than its reader. `ServiceName` of `services.ts` lists today's. */
export const AnyServiceName = z.string().regex(/^[a-z]{1,30}$/, 'must be the name of a service');

/** A tenant. The id is made by the platform and is never taken from a path or a body. */
export const AccountId = z.uuid().brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

/** A moment with milliseconds, UTC, as in envelopes and due dates. Sorts as text. */
export const Instant = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof Instant>;

/** A moment with second precision, UTC, as the legacy system spells `created` and `visited`. */
export const Second = z.iso.datetime({ precision: 0 });
export type Second = z.infer<typeof Second>;

/** The id of a command: it makes a repeat harmless. Printable ASCII, as it travels in a header. */
export const CommandId = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable ASCII characters without blanks')
  .brand<'CommandId'>();
export type CommandId = z.infer<typeof CommandId>;

/** A client's key that makes a repeat of its request harmless. It is no command id: the platform makes one of it. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable ASCII characters without blanks')
  .brand<'IdempotencyKey'>();
export type IdempotencyKey = z.infer<typeof IdempotencyKey>;

export const CorrelationId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without blanks')
  .brand<'CorrelationId'>();
export type CorrelationId = z.infer<typeof CorrelationId>;

/** The principal of a change: `user:{e-mail}`, `key:{id}`, `service:{name}` or `operator:{principal}`. */
export const Actor = z
  .string()
  .regex(
    /^(user|key|service|operator):[\x21-\x7e]{1,320}$/,
    'must be user:, key:, service: or operator: and a name',
  )
  .brand<'Actor'>();
export type Actor = z.infer<typeof Actor>;

/** Any JSON value that may be stored or sent. */
export type Json = z.infer<ReturnType<typeof z.json>>;
