import type * as z from 'zod';
import type { FieldProblem } from './errors.ts';

/**
 * The faults that a schema found, as a failure carries them: the path of each field, and the values that are allowed
 * there.
 */
export const fieldProblems = ({ issues }: z.ZodError): FieldProblem[] =>
  issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
