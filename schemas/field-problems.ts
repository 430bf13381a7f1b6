import type * as z from 'zod';
import type { FieldProblem } from './errors.ts';

/** What a schema found wrong, as a failure carries it: the path of each field, and what is allowed there. */
export const fieldProblems = ({ issues }: z.ZodError): FieldProblem[] =>
  issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
