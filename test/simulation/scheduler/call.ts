import type { Process } from './process.ts';
import type { Story } from './story.ts';
import type { Callee, Fault } from './weather.ts';

/** A call of a process to something outside of it: the only places where processes interleave, fail and die. */
export interface Call<T> {
  /** For the story: "writes Asset 192.0.2.1 at version 2". */
  readonly what: () => string;
  readonly callee: Callee;
  /** What can go wrong with it. */
  readonly faults: readonly Fault[];
  perform(): Promise<T>;
  /** What the caller is told of a call that seems to have failed: it throws, or answers so. */
  failed(): T;
  /** How the call takes place under a fault that only some calls have. */
  readonly under?: Partial<Record<Fault, () => Promise<T>>>;
  /** For the story: what the answer says. */
  readonly told?: (answer: T) => string;
}

/** What takes part in a call beside the process and what it calls. */
export interface Surroundings {
  readonly now: number;
  readonly story: Story | undefined;
  readonly kill: (process: Process) => void;
  /** Lets something take place at a later step, for nobody. */
  readonly later: (what: () => string, take: () => void) => void;
}

/** Lets a call take place as a fault has it; `answer` hears what the caller is told. */
export function take<T>(
  process: Process,
  call: Call<T>,
  fault: Fault | undefined,
  { now, story, kill, later }: Surroundings,
  answer: { readonly resolve: (value: T) => void; readonly reject: (error: unknown) => void },
): void {
  const line = story?.tell({ at: now, who: process.name, what: call.what(), fault });
  const told = (value: T): T => {
    if (line) line.result = call.told?.(value);
    return value;
  };
  const fail = () => {
    try {
      answer.resolve(call.failed());
    } catch (error) {
      answer.reject(error);
    }
  };
  const perform = () => (fault ? (call.under?.[fault] ?? call.perform) : call.perform)().then(told);
  const unheard = () => perform().then(ignored, ignored);
  switch (fault) {
    case 'refused':
      fail();
      return;
    case 'killed before':
      kill(process);
      return;
    case 'killed after':
      void unheard();
      kill(process);
      return;
    case 'answer lost':
      void unheard().then(fail);
      return;
    case 'late':
      later(
        () => `(a request of ${process.name}, late) ${call.what()}`,
        () => void unheard(),
      );
      fail();
      return;
    case 'sent twice':
      void perform().then(perform).then(answer.resolve, answer.reject);
      return;
    default:
      void perform().then(answer.resolve, answer.reject);
  }
}

const ignored = () => undefined;
