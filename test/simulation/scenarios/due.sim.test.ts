import { it } from 'vitest';
import { holds } from '../holds.ts';
import { dueAfterOutage } from './jobs.ts';

it('keeps every promise while the sweep is away for hours', () => holds(dueAfterOutage));
