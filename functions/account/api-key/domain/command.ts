import type { ApiKeyId, Verifier } from '#schemas/account/api-key/state.ts';
import type { Role } from '#schemas/account/roles.ts';
import type { Email } from '#schemas/account/user/state.ts';
import type { Instant } from '#schemas/primitives.ts';

export interface CreateApiKey {
  readonly type: 'CreateApiKey';
  readonly keyId: ApiKeyId;
  readonly name: string;
  readonly user: Email;
  readonly role: Role;
  /** The account's admins, in the version that the write is guarded by: one of them makes the key. */
  readonly admins: readonly Email[];
  /** The role that the calling key leaves its maker: no key leads above that. */
  readonly ceiling: Role;
  /** Absent: as late as is allowed. */
  readonly expires?: Instant;
  readonly verifier: Verifier;
}

export type ApiKeyCommand =
  | CreateApiKey
  /** A token was given for the key. */
  | { readonly type: 'NoteKeyUse' }
  | { readonly type: 'RevokeApiKey'; readonly admins: readonly Email[] }
  /** The sweep: the key may have reached its end. */
  | { readonly type: 'ExpireApiKey' };
