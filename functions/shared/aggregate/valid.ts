import type * as z from 'zod';
import { TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';

/**
 * The product of a rule, as its schema gives it back. A product that its schema refuses is a defect of ours that no
 * repeat mends. It is neither written nor tried again: the caller parks it, and the fields say where to look.
 *
 * @throws TerminalFailure `code`
 */
export function valid<T>(schema: z.ZodType<T>, made: unknown, code: string, what: string): T {
  const parsed = schema.safeParse(made);
  if (parsed.success) return parsed.data;
  throw new TerminalFailure(code, `${what} does not fit its own schema`, {
    errors: fieldProblems(parsed.error),
    cause: parsed.error,
  });
}
