import { it } from 'vitest';
import { holds } from '../holds.ts';
import { importWhilePersonsEdit } from './imports.ts';

it('keeps every promise while a report is imported and persons edit the same assets', () =>
  holds(importWhilePersonsEdit));
