import { it } from 'vitest';
import { holds } from '../holds.ts';
import { importWaves } from './imports.ts';

it('keeps every promise while a report is imported whose hosts stand in many chunks', () =>
  holds(importWaves));
