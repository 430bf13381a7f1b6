import * as contracts from '#schemas/asset/import/routes.ts';
import { defined } from '#schemas/defined.ts';
import { IndexCursor, listIndex } from '#shared/aggregate/list-index.ts';
import { answerPage } from '#shared/http/answer-page.ts';
import { highest, lowest } from '#shared/http/created.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { IMPORTS, Import, importSort } from '../domain/import.ts';
import { importItem } from '../view.ts';

/** Imports start at milliseconds: the last one of a second is above the second itself. */
const upTo = (created: string): string => highest(created).replace('Z', '.999Z');

export const listImports = route(contracts.listImports, (input, { store, cursors }: QueriesDeps) => {
  const { status, createdFrom, createdTo } = input.query;
  const range = defined({
    from: createdFrom && importSort(lowest(createdFrom).replace('Z', '')),
    to: createdTo && importSort(upTo(createdTo)),
  });
  return answerPage(cursors, input, IndexCursor, (page) =>
    listIndex(store, Import, input.caller.accountId, {
      ...page,
      ...range,
      index: 'byType',
      partition: IMPORTS,
      descending: true,
      show: (listed) => {
        const item = importItem(listed);
        return status === undefined || item.status === status ? item : undefined;
      },
    }),
  );
});
