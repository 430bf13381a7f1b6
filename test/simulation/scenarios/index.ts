import { adminsRace } from './admins.ts';
import { commandsRace } from './commands-race.ts';
import { effectsOnce } from './effects.ts';
import { importDisjoint, importWaves, importWhilePersonsEdit } from './imports.ts';
import { dueAfterOutage, jobLifeCycle } from './jobs.ts';
import type { Scenario } from './scenario.ts';
import { versionsMeet } from './versions.ts';

/** All scenarios. A new service adds its own here. */
export const scenarios: readonly Scenario[] = [
  commandsRace,
  importDisjoint,
  importWaves,
  importWhilePersonsEdit,
  jobLifeCycle,
  dueAfterOutage,
  adminsRace,
  versionsMeet,
  effectsOnce,
];
