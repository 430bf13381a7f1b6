import { it } from 'vitest';
import { holds } from '../holds.ts';
import { purgeBesideCommands } from './purge.ts';

it('keeps every promise while a thing is purged beside commands', () => holds(purgeBesideCommands));
