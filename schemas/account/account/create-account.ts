import * as z from 'zod';
import { ApiKeyId, ApiKeyName } from '#schemas/account/api-key/state.ts';
import { Email } from '#schemas/account/user/state.ts';
import { AccountId } from '#schemas/primitives.ts';
import { AccountName } from './state.ts';

/**
 * The operation that lets a new tenant in. An operator sends it to the account service's commands function itself, by
 * lambda:Invoke. There is no route for it: IAM alone decides who may.
 */
export const CreateAccount = z.strictObject({
  operation: z.literal('CreateAccount'),
  name: AccountName,
  /** The first admin. Registered as a user if need be. */
  owner: Email,
  keyName: ApiKeyName.default('first key'),
  /** The same key again goes on where the first try ended, and never makes a second account. */
  idempotencyKey: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable ASCII characters without blanks'),
});
export type CreateAccount = z.infer<typeof CreateAccount>;

export const CreatedAccount = z.strictObject({
  accountId: AccountId,
  owner: Email,
  /** The input of `POST /token`. A repeat after the key was made has no secret: it was shown once. */
  apiKey: z.strictObject({ id: ApiKeyId, secret: z.string().optional() }),
  secretShownBefore: z.boolean(),
});
export type CreatedAccount = z.infer<typeof CreatedAccount>;
