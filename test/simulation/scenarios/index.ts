import { adminsRace } from './admins.ts';
import { brokenEvent } from './broken-event.ts';
import { commandsRace } from './commands-race.ts';
import { effectsOnce } from './effects.ts';
import {
  importDisjoint,
  importOverMonths,
  importWaves,
  importWhilePersonsEdit,
  importWhileSeedsChange,
} from './imports.ts';
import { dueAfterOutage, jobLifeCycle } from './jobs.ts';
import { fence, purgeBesideCommands } from './purge.ts';
import { refoldBesideCommands } from './refold.ts';
import type { Scenario } from './scenario.ts';
import { versionsMeet } from './versions.ts';

/** All scenarios. A new service adds its own here. */
export const scenarios: readonly Scenario[] = [
  commandsRace,
  importDisjoint,
  importWaves,
  importWhilePersonsEdit,
  importWhileSeedsChange,
  importOverMonths,
  jobLifeCycle,
  dueAfterOutage,
  adminsRace,
  versionsMeet,
  effectsOnce,
  purgeBesideCommands,
  fence,
  refoldBesideCommands,
  brokenEvent,
];
