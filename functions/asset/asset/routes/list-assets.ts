import * as contracts from '#schemas/asset/asset/routes.ts';
import { BaseCursor, listBase, listSummaries } from '#shared/aggregate/list-base.ts';
import { IndexCursor, listIndex, listPartitions } from '#shared/aggregate/list-index.ts';
import { answerPage } from '#shared/http/answer-page.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { Asset } from '../asset.ts';
import { fitting, sourceOf } from '../asset-list.ts';
import { assetItem, assetView } from '../view.ts';

export const listAssets = route(contracts.listAssets, (input, { store, cursors }: QueriesDeps) => {
  const { query, caller, request } = input;
  const { accountId } = caller;
  const source = sourceOf(query);
  const fits = fitting(query, request.now);
  const summaries = { show: (listed: Parameters<typeof assetItem>[0]) => fits(assetItem(listed)) };
  switch (source.kind) {
    case 'base': {
      const { keyPrefix } = source;
      if (query.view === 'summary') {
        return answerPage(cursors, input, BaseCursor, (page) =>
          listSummaries(store, Asset, accountId, { ...page, ...summaries, keyPrefix }),
        );
      }
      return answerPage(cursors, input, BaseCursor, (page) =>
        listBase(store, Asset, accountId, {
          ...page,
          keyPrefix,
          show: (listed) => fits(assetView(listed, request.now)),
        }),
      );
    }
    case 'class':
      return answerPage(cursors, input, IndexCursor, (page) =>
        listIndex(store, Asset, accountId, { ...page, ...summaries, ...source.range }),
      );
    case 'status':
      return answerPage(cursors, input, IndexCursor, (page) =>
        listPartitions(store, Asset, accountId, {
          ...page,
          ...summaries,
          index: 'byStatus',
          partitions: source.partitions,
        }),
      );
    default:
      return source satisfies never;
  }
});
