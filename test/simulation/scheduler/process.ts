/** Which version of the code a process runs. During a deployment both run, beside each other. */
export type Release = 'N' | 'N+1';

/** One invocation of one function: it runs until it ends or is killed, and nothing of it survives but what it wrote. */
export interface Process {
  readonly name: string;
  /** Milliseconds by which its clock is wrong. */
  readonly skew: number;
  readonly release: Release;
  alive: boolean;
  /** Tells those who wait for it that it was killed. */
  ended: () => void;
}

/** How a process ended. */
export type Ending<T> =
  | { readonly kind: 'ended'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'killed' };
