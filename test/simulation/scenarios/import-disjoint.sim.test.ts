import { it } from 'vitest';
import { holds } from '../holds.ts';
import { importDisjoint } from './imports.ts';

it('keeps every promise while a report is imported whose hosts each stand in one chunk', () =>
  holds(importDisjoint));
