import { OperationProgress } from '#schemas/operations.ts';
import { CommandFailure, ExitCode, wrongUsage } from './exit.ts';
import type { Invoke } from './invoke.ts';

export interface OperationOptions {
  readonly stage: string;
  readonly service: string;
  readonly account?: string;
  readonly rate: number;
  readonly cursor?: string;
}

/** What a relay is asked for, without the account, the rate and the cursor. */
export type Asked =
  | { readonly operation: 'replay'; readonly to: string }
  | { readonly operation: 'republish'; readonly since: string };

/**
 * Invokes a service's relay until the operation is at its end, and yields how much was sent.
 * Throws CommandFailure; once something was sent, its message names the cursor from which to go on.
 */
export async function performOperation(
  invoke: Invoke,
  asked: Asked,
  { stage, service, account, rate, cursor }: OperationOptions,
  progress: (sent: number) => void,
): Promise<number> {
  if (account === undefined) throw wrongUsage('--account is missing');
  const relay = `chariot-${stage}-${service}-relay`;
  let [sent, next] = [0, cursor];
  let hasBegun = false;
  do {
    const from = next === undefined ? {} : { cursor: next };
    const operation = { ...asked, accountId: account, perSecond: rate, ...from };
    const answer = await invoke(relay, operation).catch((error: unknown) => {
      throw hasBegun && !isRefused(error) ? stopped(error, sent, next) : error;
    });
    hasBegun = true;
    const done = OperationProgress.parse(answer);
    sent += done.sent;
    next = done.cursor;
    progress(sent);
  } while (next !== undefined);
  return sent;
}

/** Words that the relay has refused: it would refuse them again. */
const isRefused = (error: unknown): boolean =>
  error instanceof CommandFailure && error.exitCode === ExitCode.usage;

function stopped(error: unknown, sent: number, cursor: string | undefined): CommandFailure {
  const reason = error instanceof Error ? error.message : 'unknown';
  const goOn = cursor === undefined ? '' : ` Go on with --cursor ${cursor}`;
  return new CommandFailure(
    ExitCode.refused,
    'operation-stopped',
    `stopped after ${sent} messages: ${reason}.${goOn}`,
    { cause: error },
  );
}
