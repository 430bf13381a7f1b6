import { it } from 'vitest';
import { holds } from '../holds.ts';
import { adminsRace } from './admins.ts';

it('keeps every promise while admins remove each other', () => holds(adminsRace));
