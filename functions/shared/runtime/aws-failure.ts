import { type Failure, isFailure, TerminalFailure, TransientFailure } from '#schemas/errors.ts';

/** Names of AWS's errors for a request that is wrong in itself: the same request can never succeed. */
const NEVER = new Set([
  'ValidationException',
  'InvalidParameterValue',
  'SerializationException',
  'MalformedDetail',
  'InvalidArgument',
]);

/**
 * An error of an AWS client as a failure of ours. An unknown, denied or missing thing may be mended while we try
 * again: a grant, a deployment under way. So only a request that is wrong in itself is terminal.
 */
export function awsFailure(error: unknown, doing: string): Failure {
  if (isFailure(error)) return error;
  const name = error instanceof Error ? error.name : 'unknown';
  return NEVER.has(name)
    ? new TerminalFailure('invalid-request', `${doing}: ${name}`, { cause: error })
    : new TransientFailure('unavailable', `${doing}: ${name}`, { cause: error });
}
