/**
 * Every failure is one of four kinds, and the kind alone decides the handling: transient (retry with jitter),
 * conflict (reload and decide again), refused (tell the caller), terminal (park with the reason).
 */
export type FailureKind = 'transient' | 'conflict' | 'refused' | 'terminal';

/** One fault of an input: the path of the field, and the values that are allowed there. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export interface FailureOptions {
  readonly cause?: unknown;
  readonly errors?: readonly FieldProblem[];
  /** Facts that a caller may see, such as versions. */
  readonly details?: Readonly<Record<string, string | number>>;
}

/** The base of all errors that cross a module's border. `code` is stable and part of the API; `message` is for people. */
export abstract class Failure extends Error {
  abstract readonly kind: FailureKind;
  readonly code: string;
  readonly errors: readonly FieldProblem[];
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: string, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.errors = options.errors ?? [];
    this.details = options.details ?? {};
  }
}

/** The same attempt may succeed later: throttling, a lost connection, a busy partner. */
export class TransientFailure extends Failure {
  override readonly name = 'TransientFailure';
  readonly kind = 'transient';
}

/**
 * It was written by, or for, a newer version of the platform: an event or state of a newer schema, or an event whose
 * handler is not deployed yet. Nothing is wrong with it, so that it waits, for as long as it takes, until this side
 * is deployed.
 */
export class NewerThanReader extends Failure {
  override readonly name = 'NewerThanReader';
  readonly kind = 'transient';

  constructor(
    code: 'newer-than-reader' | 'no-handler' | 'no-due-handler' | 'unknown-queue',
    message: string,
    options: FailureOptions = {},
  ) {
    super(code, message, options);
  }
}

/**
 * The account has as much work in progress as it may. The message goes to the end of its queue, without an attempt
 * behind it, and makes room for those of others.
 */
export class AccountBusy extends Failure {
  override readonly name = 'AccountBusy';
  readonly kind = 'transient';

  constructor(message: string, options: FailureOptions = {}) {
    super('account-busy', message, options);
  }
}

/** Another writer was faster. Carries both versions. */
export class VersionConflict extends Failure {
  override readonly name = 'VersionConflict';
  readonly kind = 'conflict';

  constructor(key: string, expected: number, actual: number, options: FailureOptions = {}) {
    super(
      'version-conflict',
      `${key} was changed by someone else: expected version ${expected}, found ${actual}`,
      {
        ...options,
        details: { expected, actual },
      },
    );
  }
}

/** Something else that the decision rested on has changed meanwhile: read it again and decide again. `details` name the first by key and version. */
export class GuardLost extends Failure {
  override readonly name = 'GuardLost';
  readonly kind = 'conflict';

  constructor(key: string, lost: { readonly key: string; readonly version: number }) {
    super('guard-lost', `${key} was decided on ${lost.key} as it is no more`, {
      details: { key: lost.key, version: lost.version },
    });
  }
}

/** The domain, or a border, says no. `code` says why; the HTTP layer maps it to a status. */
export class Refusal extends Failure {
  override readonly name = 'Refusal';
  readonly kind = 'refused';
}

/** It can never succeed as it is: park it, whole, with this reason. */
export class TerminalFailure extends Failure {
  override readonly name = 'TerminalFailure';
  readonly kind = 'terminal';
}

export const isFailure = (error: unknown): error is Failure => error instanceof Failure;

/** The kind of any thrown thing: an unknown one may pass, so it is tried again rather than given up. */
export const failureKind = (error: unknown): FailureKind => (isFailure(error) ? error.kind : 'transient');
