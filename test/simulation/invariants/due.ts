import type { Platform } from '../platform/platform.ts';
import type { Invariant } from './invariant.ts';

export const overdue = (platform: Platform): string[] => {
  const now = new Date(platform.scheduler.now).toISOString();
  return [...platform.tables.values()].flatMap((table) =>
    table
      .things()
      .filter(({ tip }) => tip.index.due !== undefined && tip.index.due <= now)
      .map(({ tip }) => `${tip.type} ${tip.key} has been due since ${tip.index.due}, and it is ${now}`),
  );
};

export const dueIsTold: Invariant = {
  name: 'what is due has been told',
  check: overdue,
};
