import { Instant } from '#schemas/primitives.ts';

/** Tells the time. An argument wherever time matters, so that a simulator can own it. */
export type Clock = () => Instant;

export const systemClock: Clock = () => Instant.parse(new Date().toISOString());

/** `instant` plus a number of seconds. */
export const plusSeconds = (instant: Instant, seconds: number): Instant =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();
