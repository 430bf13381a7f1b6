import * as contracts from '#schemas/asset/import/routes.ts';
import { historyPage } from '#shared/http/history-page.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { Import } from '../domain/import.ts';
import { importKeyOf } from '../import-of.ts';

export const getImportHistory = route(contracts.getImportHistory, ({ params, ...input }, deps: QueriesDeps) =>
  historyPage(deps, Import, { key: importKeyOf(params.id), kind: 'import', ...input }),
);
