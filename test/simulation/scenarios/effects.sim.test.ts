import { it } from 'vitest';
import { holds } from '../holds.ts';
import { effectsOnce } from './effects.ts';

it('keeps every promise while effects count on one hot thing and events are published again', () =>
  holds(effectsOnce));
