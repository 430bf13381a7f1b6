import { type Failure, isFailure, TerminalFailure, TransientFailure } from '#schemas/errors.ts';

/** Names of AWS's errors for a request that is wrong in itself: the same request can never succeed. */
const NEVER = new Set([
  'ValidationException',
  'InvalidParameterValue',
  'SerializationException',
  'MalformedDetail',
  'InvalidArgument',
]);

/** Errors of the SDK's own that no service answered with: no answer in time, or no credentials at this moment. */
const UNANSWERED = new Set([
  'TimeoutError',
  'AbortError',
  'NetworkingError',
  'CredentialsProviderError',
  'TokenProviderError',
  'ProviderError',
]);

/** Codes of sockets and names (ECONNRESET, EAI_AGAIN), of TLS, HTTP/2 and broken streams; not those of a wrong argument. */
const CONNECTION = /^(E[A-Z0-9_]+|CERT_.+|UNABLE_TO_.+)$/;
const NODE = /^ERR_/;
const NODE_CONNECTION = /^ERR_(HTTP2|SSL|TLS|STREAM|SOCKET)_/;

/**
 * An error of an AWS client as a failure of ours. An unknown, denied or missing thing may be mended while we try
 * again: a grant, a deployment under way. So only a request that is wrong in itself is terminal.
 *
 * @throws the error itself where neither AWS nor the connection made it. It is a defect of ours, and whoever handles
 * failures tries a defect a few times only
 */
export function awsFailure(error: unknown, doing: string): Failure {
  if (isFailure(error)) return error;
  if (!(error instanceof Error && (isAnswer(error) || isOfConnection(error)))) throw error;
  return NEVER.has(error.name)
    ? new TerminalFailure('invalid-request', `${doing}: ${error.name}`, { cause: error })
    : new TransientFailure('unavailable', `${doing}: ${error.name}`, { cause: error });
}

/** The SDK says of each error that a service answered with whose fault it is; of an answer that it cannot read, which answer it was. */
const isAnswer = (error: Error): boolean => '$fault' in error || '$metadata' in error || '$response' in error;

function isOfConnection(error: Error): boolean {
  if (UNANSWERED.has(error.name)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return NODE.test(code) ? NODE_CONNECTION.test(code) : CONNECTION.test(code);
}
