import * as contracts from '../../../schemas/asset/import-routes.ts';
import { route } from '../../shared/http/route.ts';
import type { QueriesDeps } from '../deps.ts';
import { Import } from '../domain/import.ts';
import { historyPage } from '../history-page.ts';
import { importKeyOf } from '../import-of.ts';

export const getImportHistory = route(contracts.getImportHistory, ({ params, ...input }, deps: QueriesDeps) =>
  historyPage(deps, Import, importKeyOf(params.id), input),
);
