import { TransientFailure } from '#schemas/errors.ts';
import type { Fault } from '../scheduler/weather.ts';

export const READ_FAULTS: readonly Fault[] = ['refused', 'killed before'];
export const WRITE_FAULTS: readonly Fault[] = [
  'refused',
  'answer lost',
  'late',
  'sent twice',
  'busy',
  'killed before',
  'killed after',
];
/** An object that is written twice is the same object, so sending it again is no fault of its own. */
export const OBJECT_WRITE_FAULTS: readonly Fault[] = [
  'refused',
  'answer lost',
  'killed before',
  'killed after',
];
export const SEND_FAULTS: readonly Fault[] = [...OBJECT_WRITE_FAULTS, 'taken in part'];

/** What an adapter makes of a call that failed, or whose answer never came. */
export const unavailable = (): never => {
  throw new TransientFailure('unavailable', 'the call may or may not have taken place');
};

/** What a client of AWS throws then. */
export const noConnection = (): never => {
  throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
};
