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
 * Throws CommandFailure; its message names the cursor from which to go on.
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
  do {
    const from = next === undefined ? {} : { cursor: next };
    const operation = { ...asked, accountId: account, perSecond: rate, ...from };
    const answer = await invoke(relay, operation).catch((error: unknown) => {
      throw stopped(error, sent, next);
    });
    const done = OperationProgress.parse(answer);
    sent += done.sent;
    next = done.cursor;
    progress(sent);
  } while (next !== undefined);
  return sent;
}

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
