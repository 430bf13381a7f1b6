import { it } from 'vitest';
import { holds } from '../holds.ts';
import { importWhileSeedsChange } from './imports.ts';

it('keeps every promise while a report is imported and the seeds change', () =>
  holds(importWhileSeedsChange));
