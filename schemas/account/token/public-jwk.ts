import * as z from 'zod';

const Coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** The public half of the key that signs tokens, as `/.well-known/jwks.json` lists it (RFC 7517). */
export const PublicJwk = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: Coordinate,
  y: Coordinate,
  use: z.literal('sig'),
  alg: z.literal('ES256'),
  kid: z.string().min(1),
});
export type PublicJwk = z.infer<typeof PublicJwk>;
