import { it } from 'vitest';
import { holds } from '../holds.ts';
import { fence } from './purge.ts';

it('keeps every promise while a step outlives its time-out', () => holds(fence));
