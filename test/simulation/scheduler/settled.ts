/**
 * Resolves once everything has run that can run without the scheduler: Node empties the queue of promise jobs before it takes the next
 * tick. This costs a microsecond; a turn of the event loop costs ten.
 */
export const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

const MAX_TURNS = 5_000;

/** For the few things that need the event loop, such as unpacking a file: turns until `done`. What never is, the scheduler does not own. */
export async function waitedFor(done: () => boolean): Promise<void> {
  await settled();
  for (let turns = 0; !done(); turns += 1) {
    if (turns === MAX_TURNS) throw new Error('a process waits for something that the scheduler does not own');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
