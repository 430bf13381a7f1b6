import type * as z from 'zod';
import { TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';

/**
 * What a rule made, as its schema gives it back. What no schema takes is a defect of ours that no repeat mends, so it is neither written nor
 * tried again: who hands it on parks it, and the fields say where to look.
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
