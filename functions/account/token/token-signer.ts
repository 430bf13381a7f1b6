import type { PublicJwk } from '#schemas/account/token/public-jwk.ts';

/** Tells which key tokens are signed with. The same key for as long as the function lives. */
export interface TokenKey {
  publicKey(): Promise<PublicJwk>;
}

/** Signs tokens. Port; the private key is never seen by us. */
export interface TokenSigner extends TokenKey {
  /** ES256 over `input` (at most 4,096 bytes), as JOSE spells a signature: 64 bytes. */
  sign(input: Uint8Array): Promise<Uint8Array>;
}
