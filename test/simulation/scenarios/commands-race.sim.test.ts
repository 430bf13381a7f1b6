import { it } from 'vitest';
import { holds } from '../holds.ts';
import { commandsRace } from './commands-race.ts';

it('keeps every promise while commands race on one asset', () => holds(commandsRace));
