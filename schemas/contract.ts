import * as z from 'zod';

/** The permissions of callers. The roles that hold each are in `schemas/account/roles.ts`. */
export const Permission = z.enum([
  'read',
  'write_assets',
  'write_jobs',
  'write_files',
  'conversation_ai',
  'manage_accounts',
  'manage_settings',
  'manage_integrations',
]);
export type Permission = z.infer<typeof Permission>;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * A route, stated once. The router, the parsing, the permission check, the OpenAPI document, the typed client and the
 * tests' role matrix come from it. `public` routes have no caller.
 */
export interface Contract {
  readonly name: string;
  readonly method: Method;
  /** `/assets/{id}`, as API Gateway and OpenAPI spell it. */
  readonly path: `/${string}`;
  readonly permission: Permission | 'public';
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Status -> the schema of the answer's body. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  /**
   * States that the route changes rights (members, roles, keys, organizations, credentials), or ends an account. The
   * authorizer then reads the caller's rights anew, and never answers from its cache.
   */
  readonly fresh?: true;
  /** Codes of refusals that this route can give beyond those of every route. */
  readonly refusals?: readonly string[];
}

/** States a route. Keeps the literal types, so that the handler and the client are typed by it. */
export const contract = <const C extends Contract>(definition: C): C => definition;

/** Whether the route makes a thing, which has no version before that. */
export const makesThing = ({ answers }: Contract): boolean => 201 in answers;

/** The answer of a command: the thing's id for URLs, its key, and its version after the command. */
export const Written = z.strictObject({
  id: z.string(),
  key: z.string(),
  version: z.int().min(0),
});
export type Written = z.infer<typeof Written>;

/** A page of a list. `cursor` is opaque, and absent on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), cursor: z.string().optional() });

/** Query parameters that every list takes. */
export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(8192).optional(),
};

/** RFC 9457, with this platform's fields. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  correlationId: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Problem = z.infer<typeof Problem>;
