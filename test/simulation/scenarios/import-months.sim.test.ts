import { it } from 'vitest';
import { holds } from '../holds.ts';
import { importOverMonths } from './imports.ts';

it('keeps every promise while a report is imported over months', () => holds(importOverMonths));
