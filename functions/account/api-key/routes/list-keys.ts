import * as contracts from '#schemas/account/api-key/routes.ts';
import { ApiKeySummary } from '#schemas/account/api-key/state.ts';
import { readSummary } from '#shared/aggregate/list.ts';
import { IndexCursor, type IndexRange, listIndex } from '#shared/aggregate/list-index.ts';
import { answerPage } from '#shared/http/answer-page.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { ApiKey, KEY_PARTITION, keyStatusPartition } from '../domain/api-key.ts';
import { apiKeyView } from '../view.ts';

export const listKeys = route(
  contracts.listKeys,
  (input, { store, cursors }: Pick<QueriesDeps, 'store' | 'cursors'>) => {
    const { status } = input.query;
    const range: IndexRange = status
      ? { index: 'byStatus', partition: keyStatusPartition(status) }
      : { index: 'byType', partition: KEY_PARTITION };
    return answerPage(cursors, input, IndexCursor, (page) =>
      listIndex(store, ApiKey, input.caller.accountId, {
        ...page,
        ...range,
        descending: true,
        show: (listed) => apiKeyView(readSummary(ApiKeySummary, listed), listed.version),
      }),
    );
  },
);
