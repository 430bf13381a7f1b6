import * as z from 'zod';
import type { Permission } from '#schemas/contract.ts';

/** The roles of members of an account, from the least to the most. */
export const Role = z.enum(['readonly', 'analyst', 'admin']);
export type Role = z.infer<typeof Role>;

const READONLY = ['read'] as const satisfies readonly Permission[];
const ANALYST = [
  ...READONLY,
  'write_assets',
  'write_jobs',
  'write_files',
  'conversation_ai',
] as const satisfies readonly Permission[];
const ADMIN = [
  ...ANALYST,
  'manage_accounts',
  'manage_settings',
  'manage_integrations',
] as const satisfies readonly Permission[];

/** The one table of roles and their permissions. A role holds all that the roles below it hold. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  readonly: READONLY,
  analyst: ANALYST,
  admin: ADMIN,
};

const rank = (role: Role): number => Role.options.indexOf(role);

/** The lesser of two roles: a role under a ceiling. */
export const lesserRole = (a: Role, b: Role): Role => (rank(a) <= rank(b) ? a : b);

export const isAbove = (a: Role, b: Role): boolean => rank(a) > rank(b);
