import type * as z from 'zod';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import { Actor } from '#schemas/primitives.ts';

/** Lambda tells the function nothing of its invoker; the trail of AWS does, by the id of the request, which is in every event. */
export const OPERATOR = Actor.parse('operator:lambda-invoke');

/** The invocation that an operation came with. */
export interface Invocation {
  readonly requestId: string;
  readonly now: Instant;
}

/** The answer of an operation to its invoker, and the account that it was about. */
export interface Performed {
  readonly accountId: AccountId;
  readonly answer: object;
}

export interface Operation<Deps> {
  readonly name: string;
  readonly input: z.ZodObject;
  readonly perform: (input: unknown, deps: Deps, invocation: Invocation) => Promise<Performed>;
}

/** An input names its operation: `operation: z.literal('CreateAccount')`. */
type OperationInput = z.ZodObject<{ operation: z.ZodLiteral<string> }>;

/**
 * Ties an operation's schema to the function that performs it. The function gets the parsed input.
 *
 * @example operation(RegisterCapability, async (input, { store }: Deps, { requestId, now }) => ({ accountId, answer }))
 */
export function operation<I extends OperationInput, Deps>(
  input: I,
  perform: (input: z.output<I>, deps: Deps, invocation: Invocation) => Promise<Performed>,
): Operation<Deps>;
export function operation<Deps>(input: OperationInput, perform: Operation<Deps>['perform']): Operation<Deps> {
  return { name: input.shape.operation.value, input, perform };
}
