import { Rng } from './rng.ts';

/**
 * Everything that a run leaves to chance, as one list of whole numbers. A seed makes the list; the list alone makes the same run again.
 *
 * 0 is always the plainest choice: no fault, the call of the process that ran last, the smallest scenario. A list with fewer and smaller
 * numbers is therefore a simpler run, which is what `shrink` looks for; where the list ends, all further choices are 0.
 */
export class Choices {
  /** What was chosen, in order. */
  readonly made: number[] = [];
  readonly #rng: Rng | undefined;
  readonly #list: readonly number[];

  private constructor(rng: Rng | undefined, list: readonly number[]) {
    this.#rng = rng;
    this.#list = list;
  }

  static ofSeed(seed: number): Choices {
    return new Choices(new Rng(seed), []);
  }

  static ofList(list: readonly number[]): Choices {
    return new Choices(undefined, list);
  }

  /** One of `options` things, each as likely as the others. */
  pick(options: number): number {
    if (options <= 1) return 0;
    return this.#note(this.#rng ? this.#rng.below(options) : this.#next(options));
  }

  /** 0 as a rule; with `probability` one of 1 to `options`. */
  rarely(options: number, probability: number): number {
    if (options === 0) return 0;
    if (!this.#rng) return this.#note(this.#next(options + 1));
    return this.#note(this.#rng.next() < probability ? 1 + this.#rng.below(options) : 0);
  }

  /** 0 as a rule; the number of one of `probabilities`, from 1, as often as it says. */
  among(probabilities: readonly number[]): number {
    if (!this.#rng) return this.#note(this.#next(probabilities.length + 1));
    let chance = this.#rng.next();
    const at = probabilities.findIndex((probability) => {
      chance -= probability;
      return chance < 0;
    });
    return this.#note(at + 1);
  }

  /** Whether something of this probability happens. */
  happens(probability: number): boolean {
    return this.rarely(1, probability) === 1;
  }

  /** For what shapes probabilities only: a replay, whose outcomes are given, needs it not. */
  unrecorded(): Rng | undefined {
    return this.#rng;
  }

  #next(options: number): number {
    return (this.#list[this.made.length] ?? 0) % options;
  }

  #note(choice: number): number {
    this.made.push(choice);
    return choice;
  }
}
