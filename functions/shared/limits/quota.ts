import { Refusal } from '#schemas/errors.ts';
import {
  type DailyLimit,
  endOfDay,
  type LimitName,
  type LimitView,
  limits,
  type StandingLimit,
} from '#schemas/limits.ts';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import { plusSeconds } from '#shared/runtime/clock.ts';
import type { Counter, Counters } from './counters.ts';

/** Kept for so long after its day, for whoever asks what was used. */
const KEPT_SECONDS = 2 * 24 * 60 * 60;

/** Nothing tells when something will be removed; an hour spares us the clients that ask every second. */
const STANDING_RETRY_SECONDS = 60 * 60;

/** The refusal that is answered with 429, with the limit's name and with the seconds to wait. */
export const limitReached = (
  name: LimitName,
  retryAfter: number,
  most: number = limits[name].most,
): Refusal =>
  new Refusal('limit-reached', `The limit ${name} is reached: ${most} per ${limits[name].per}.`, {
    details: { limit: name, most, retryAfter },
  });

export const dailyCounter = (accountId: AccountId, name: DailyLimit, now: Instant): Counter => ({
  accountId,
  name,
  span: now.slice(0, 10),
  expiresAt: plusSeconds(endOfDay(now), KEPT_SECONDS),
});

type Amounts = Partial<Record<DailyLimit, number>>;

interface Use<T> {
  readonly accountId: AccountId;
  readonly now: Instant;
  readonly amounts: Amounts;
  readonly work: () => Promise<T>;
  /** Whether the work made something; a repeat of a command did not. */
  readonly isNew: (result: T) => boolean;
  /** Asked where a quota is used up: whether this very work was done before, so that it may be repeated. */
  readonly isDone: () => Promise<boolean>;
}

const DAILY: readonly string[] = Object.entries(limits).flatMap(([name, { per }]) =>
  per === 'day' ? [name] : [],
);

const isDaily = (name: string): name is DailyLimit => DAILY.includes(name);

/**
 * Does work that uses up quotas of the day. They are taken before it, and given back where it fails or made nothing
 * new. A crash in between costs the account a part of that day.
 *
 * @throws Refusal `limit-reached`
 */
export async function withQuota<T>(counters: Counters, use: Use<T>): Promise<T> {
  const { accountId, now, amounts, work, isNew, isDone } = use;
  const taken: (readonly [Counter, number])[] = [];
  const giveBack = () => Promise.all(taken.map(([counter, amount]) => counters.giveBack(counter, amount)));
  try {
    for (const [name, amount] of Object.entries(amounts)) {
      if (!isDaily(name)) continue;
      const counter = dailyCounter(accountId, name, now);
      if (await counters.take(counter, amount, limits[name].most)) taken.push([counter, amount]);
      else if (!(await isDone())) throw full(name, now);
    }
    const result = await work();
    if (!isNew(result)) await giveBack();
    return result;
  } catch (error) {
    // The caller learns of the failure of the work, and not of this one.
    await giveBack().catch(() => undefined);
    throw error;
  }
}

const full = (name: DailyLimit, now: Instant): Refusal =>
  limitReached(name, Math.ceil((Date.parse(endOfDay(now)) - Date.parse(now)) / 1000));

/**
 * Refuses where the account has as many of a thing as it may. Creations under way at the same moment are not seen,
 * and may pass together.
 *
 * @throws Refusal `limit-reached`
 */
export function assertRoomFor(name: StandingLimit, present: number): void {
  if (present >= limits[name].most) throw limitReached(name, STANDING_RETRY_SECONDS);
}

/** The limits of a day, with the account's use so far. */
export const dailyViews = (
  counters: Counters,
  names: readonly DailyLimit[],
  accountId: AccountId,
  now: Instant,
): Promise<LimitView[]> =>
  Promise.all(
    names.map(async (name) => ({
      ...viewOf(name),
      used: await counters.used(dailyCounter(accountId, name, now)),
      resets: endOfDay(now),
    })),
  );

/** A limit without its use. */
export const viewOf = (name: LimitName): LimitView => {
  const { per, of, most } = limits[name];
  return { name, per, of, most };
};
