import * as contracts from '#schemas/asset/import/routes.ts';
import { historyOn } from '#shared/http/views-on.ts';
import { Import } from '../domain/import.ts';
import { importOfPath } from '../import-of.ts';

export const getImportHistory = historyOn(Import, importOfPath)(contracts.getImportHistory);
