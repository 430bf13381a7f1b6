import type { Edit } from './mutant.ts';

export const without = (file: string, snippet: string, replacement = ''): Edit => ({
  file,
  snippet,
  replacement,
});

/** The smallest window of remembered commands: what must be exact may not rest on it. */
export const HARDLY_ANY_WINDOW = without(
  'functions/shared/event-store/recent.ts',
  'RECENT_COMMANDS = 32',
  'RECENT_COMMANDS = 1',
);
