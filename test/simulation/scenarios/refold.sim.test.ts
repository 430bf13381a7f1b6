import { it } from 'vitest';
import { holds } from '../holds.ts';
import { refoldBesideCommands } from './refold.ts';

it('keeps every promise while a thing is refolded beside commands', () => holds(refoldBesideCommands));
