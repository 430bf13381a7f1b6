import * as z from 'zod';
import { Parked, ParkedCopy } from '#schemas/parked.ts';

/** A message as it lies in a dead-letter queue. */
export interface DeadLetter {
  readonly body: string;
  readonly receipt: string;
  /** Since when it has been there; milliseconds. */
  readonly since: number;
}

/** A dead-letter queue, and the queue that its messages came from. */
export interface DeadLetters {
  /** The name of the queue that they came from. */
  readonly source: string;
  /** Some messages, hidden from others for a while; none at the end. */
  receive(): Promise<readonly DeadLetter[]>;
  sendBack(body: string): Promise<void>;
  remove(receipt: string): Promise<void>;
  /** The text of an object in S3. */
  read(bucket: string, key: string): Promise<string>;
}

/** `dropped`: there was nothing in it to do again. `left`: it lies where it lay. */
export type Redriven = Readonly<Record<'sent' | 'dropped' | 'left', number>>;

/** A sweep that was not delivered, or that failed: the next one finds the same things. */
const Sweep = z.looseObject({ kind: z.literal('sweep') });
const FailedSweep = z.looseObject({ requestContext: z.looseObject({}), requestPayload: Sweep });

/**
 * Brings the messages of a dead-letter queue home. A parked one is unwrapped, from its copy where it was too large; any
 * other is sent as it is. Each is deleted only when it was sent: interrupted, it sends one twice and loses none.
 * With `code`, only what was parked with that reason.
 */
export async function redrive(letters: DeadLetters, now: number, code?: string): Promise<Redriven> {
  const counts = { sent: 0, dropped: 0, left: 0 };
  for (;;) {
    const received = await letters.receive();
    if (received.length === 0) return counts;
    const fates = received.map(async (letter) => {
      // What is parked again meanwhile must not go round for as long as this runs.
      const fate = letter.since > now ? 'left' : await fateOf(letter, letters, code);
      if (fate !== 'left') await letters.remove(letter.receipt);
      counts[fate] += 1;
    });
    for (const fate of await Promise.allSettled(fates)) if (fate.status === 'rejected') throw fate.reason;
  }
}

async function fateOf({ body }: DeadLetter, letters: DeadLetters, code?: string): Promise<keyof Redriven> {
  const found = jsonIn(body);
  const parked = Parked.safeParse(found);
  if (parked.success) {
    if (code !== undefined && parked.data.reason.code !== code) return 'left';
    if (parked.data.source !== letters.source) return 'left';
    await letters.sendBack(await unwrapped(parked.data, letters));
    return 'sent';
  }
  if (code !== undefined) return 'left';
  if (Sweep.safeParse(found).success || FailedSweep.safeParse(found).success) return 'dropped';
  await letters.sendBack(body);
  return 'sent';
}

/** The message as it was before it was parked; one that was sent back by hand may have been parked in its wrapping. */
async function unwrapped({ payload }: Parked, letters: DeadLetters): Promise<string> {
  const copy = ParkedCopy.safeParse(payload);
  if (copy.success) {
    const { bucket, key } = copy.data.claim;
    return unwrapped(Parked.parse(JSON.parse(await letters.read(bucket, key))), letters);
  }
  const inner = Parked.safeParse(payload);
  if (inner.success) return unwrapped(inner.data, letters);
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
