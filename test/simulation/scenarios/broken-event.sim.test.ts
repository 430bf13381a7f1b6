import { it } from 'vitest';
import { holds } from '../holds.ts';
import { brokenEvent } from './broken-event.ts';

it('keeps every promise while one event of many breaks the bus', () => holds(brokenEvent));
