import * as z from 'zod';
import { TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import { AnyServiceName } from '#schemas/primitives.ts';

/** The environment of every function of a service. */
export const ServiceEnv = z.object({
  STAGE: z.string().min(1),
  SERVICE: AnyServiceName,
  TABLE: z.string().min(1),
  AWS_REGION: z.string().min(1),
  DUE_PARTITIONS: z.enum(['old', 'new']).default('new'),
});

/**
 * The environment of this function, checked once at start: a function that lacks a setting does not serve a single request.
 *
 * @example const env = readEnv(ServiceEnv.extend({ BUS: z.string().min(1) }));
 * @throws TerminalFailure `invalid-environment` naming each variable
 */
export function readEnv<S extends z.ZodObject>(
  schema: S,
  source: NodeJS.ProcessEnv = process.env,
): z.output<S> {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const errors = fieldProblems(parsed.error);
  const names = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new TerminalFailure('invalid-environment', `the function's environment is wrong: ${names}`, {
    errors,
  });
}
