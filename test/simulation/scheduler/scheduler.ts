import { type Call, type Surroundings, take } from './call.ts';
import type { Choices } from './choices.ts';
import { Outages } from './outages.ts';
import type { Ending, Process, Release } from './process.ts';
import { settled, waitedFor } from './settled.ts';
import type { Story } from './story.ts';
import { type Fault, type Weather, weatherOf } from './weather.ts';

/** Something that can begin at any moment: a client's request, a delivery, an invocation of a relay. */
export interface Source {
  /** How many different things could begin now. */
  ready(): number;
  begin(index: number): void;
}

interface Pending {
  readonly process: Process | undefined;
  readonly call: Pick<Call<unknown>, 'what' | 'faults' | 'callee'>;
  go(fault: Fault | undefined): void;
}

/** A run that does not come to rest is broken, too: something is tried again and again, or waits for what never comes. */
export class NeverAtRest extends Error {
  override readonly name = 'NeverAtRest';
}

/** Steps after which nothing goes wrong any more, so that what is left over can be finished, and steps that a run may have at most. */
const STORMY_STEPS = 600;
const MAX_STEPS = 20_000;
const STEP_MS = 7;
const MAX_LAG = 3;
const SKEWS = [0, -400, 400, -3_000, 3_000] as const;

/** Owns time, order, faults and deaths of everything in one run. One step at a time; nothing else moves meanwhile. */
export class Scheduler {
  now = Date.parse('2026-11-24T12:00:00.000Z');
  /** Set once nothing goes wrong any more. */
  calm = false;
  steps = 0;
  readonly choices: Choices;
  readonly story: Story | undefined;
  readonly weather: Weather;
  /** Errors that no handler should let out. */
  readonly thrown: string[] = [];
  /** What must be done before a run is at rest, and what happens by chance only. */
  readonly sources: Source[] = [];
  readonly surprises: Source[] = [];
  /** Which versions of the code new processes may have. */
  releases: readonly Release[] = ['N'];
  #pending: Pending[] = [];
  #names = new Map<string, number>();
  #alive = 0;
  readonly #outages = new Outages();

  constructor(choices: Choices, story?: Story) {
    this.choices = choices;
    this.story = story;
    this.weather = weatherOf(choices.unrecorded());
    const begin = () => this.tell('world', this.#outages.begin(this.steps, choices));
    this.surprises.push({ ready: () => 1, begin });
  }

  /** Whether no process runs, and no request is under way. */
  get idle(): boolean {
    return this.#alive === 0 && this.#pending.length === 0;
  }

  /** Whether something of the weather's probability happens now. */
  happens(probability: number): boolean {
    return !this.calm && this.choices.happens(probability);
  }

  /** How many of the newest writes an index does not show yet. */
  indexLag(): number {
    return this.calm ? 0 : this.choices.rarely(MAX_LAG, this.weather.repeats);
  }

  tell(who: string, what: string, minor = false): void {
    this.story?.tell({ at: this.now, who, what, minor });
  }

  timeOf(process: Process): string {
    return new Date(this.now + process.skew).toISOString();
  }

  spawn<T>(name: string, run: (process: Process) => Promise<T>, ended: (ending: Ending<T>) => void): Process {
    const number = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, number);
    const release = this.releases[this.choices.pick(this.releases.length)] ?? 'N';
    const skew = this.calm ? 0 : (SKEWS[this.choices.rarely(SKEWS.length - 1, 0.2)] ?? 0);
    const process: Process = { name: `${name} ${number}`, skew, release, alive: true, ended: () => {} };
    const end = (ending: Ending<T>) => {
      if (!process.alive) return;
      process.alive = false;
      this.#alive -= 1;
      ended(ending);
    };
    process.ended = () => end({ kind: 'killed' });
    this.#alive += 1;
    run(process).then(
      (value) => end({ kind: 'ended', value }),
      (error: unknown) => end({ kind: 'failed', error }),
    );
    return process;
  }

  /** Lets a process call out: the call takes place when the scheduler says so, and as it says. */
  call<T>(process: Process, call: Call<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const go = (fault: Fault | undefined) =>
        take(process, call, fault, this.#surroundings(), { resolve, reject });
      this.#pending.push({ process, call, go });
    });
  }

  #surroundings(): Surroundings {
    return {
      now: this.now,
      story: this.story,
      kill: (process) => this.#kill(process),
      later: (what, performs) => {
        const go = () => {
          this.tell('network', what());
          performs();
        };
        this.#pending.push({ process: undefined, call: { what, faults: [], callee: 'clock' }, go });
      },
    };
  }

  /** Runs until nothing is left to do. */
  async rest(): Promise<void> {
    for (;;) {
      await settled();
      const stepped = this.#step();
      if (stepped === 'nothing to do') {
        if (this.#alive === 0) return;
        await waitedFor(() => this.#alive === 0 || this.#pending.length > 0);
        continue;
      }
      if (stepped)
        await waitedFor(() => !stepped.alive || this.#pending.some(({ process }) => process === stepped));
      this.steps += 1;
      this.now += STEP_MS;
      if (this.steps > STORMY_STEPS) this.calm = true;
      if (this.steps > MAX_STEPS) throw new NeverAtRest(this.#leftOver());
    }
  }

  /** One step; the process that took it, if one did. */
  #step(): Process | 'nothing to do' | undefined {
    if (!this.calm && this.#surprise()) return undefined;
    const ready = this.sources.map((source) => source.ready());
    const options = ready.reduce((sum, count) => sum + count, this.#pending.length);
    if (options === 0) return 'nothing to do';
    let choice = this.choices.pick(options);
    if (choice < this.#pending.length) return this.#proceed(this.#pending.length - 1 - choice);
    choice -= this.#pending.length;
    for (const [at, source] of this.sources.entries()) {
      const count = ready[at] ?? 0;
      if (choice < count) {
        source.begin(choice);
        return undefined;
      }
      choice -= count;
    }
    return undefined;
  }

  #proceed(at: number): Process | undefined {
    const [pending] = this.#pending.splice(at, 1);
    if (!pending) return undefined;
    pending.go(this.#fault(pending.call));
    return pending.process;
  }

  #fault({ faults, callee }: Pending['call']): Fault | undefined {
    if (this.calm) return undefined;
    if (this.#outages.isAway(callee, this.steps) && faults.includes('refused')) return 'refused';
    return faults[this.choices.among(faults.map((fault) => this.weather.faults[fault])) - 1];
  }

  #surprise(): boolean {
    const ready = this.surprises.filter((source) => source.ready() > 0);
    const choice = this.choices.rarely(ready.length, this.weather.surprises);
    if (choice === 0) return false;
    ready[choice - 1]?.begin(0);
    return true;
  }

  #kill(process: Process): void {
    this.#pending = this.#pending.filter((pending) => pending.process !== process);
    process.ended();
  }

  #leftOver(): string {
    const calls = this.#pending.slice(0, 5).map(({ process, call }) => `${process?.name} ${call.what()}`);
    return `not at rest after ${MAX_STEPS} steps; still to do: ${calls.join('; ') || 'deliveries'}`;
  }
}
