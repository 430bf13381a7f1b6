import { it } from 'vitest';
import { holds } from '../holds.ts';
import { jobLifeCycle } from './jobs.ts';

it('keeps every promise while jobs go from their creation to the assets', () => holds(jobLifeCycle));
