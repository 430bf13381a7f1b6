import type { Choices } from './choices.ts';
import { type Callee, MAY_BE_AWAY } from './weather.ts';

const STEPS = [8, 40, 120] as const;

/** What processes call may be away for a while, for everybody. */
export class Outages {
  /** The step up to which all calls are refused. */
  readonly #until = new Map<Callee, number>();

  /** Something goes away at a step, and comes back later. Answers what happens, for the story. */
  begin(step: number, choices: Choices): string {
    const callee = MAY_BE_AWAY[choices.pick(MAY_BE_AWAY.length)] ?? 'table';
    const steps = STEPS[choices.pick(STEPS.length)] ?? 0;
    this.#until.set(callee, step + steps);
    return `the ${callee} refuses everything for ${steps} steps`;
  }

  isAway(callee: Callee, step: number): boolean {
    return step < (this.#until.get(callee) ?? 0);
  }
}
