import { it } from 'vitest';
import { holds } from '../holds.ts';
import { versionsMeet } from './versions.ts';

it('keeps every promise while two versions of the code run side by side', () => holds(versionsMeet));
