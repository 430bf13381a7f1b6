import * as contracts from '#schemas/asset/import/routes.ts';
import { viewOn } from '#shared/http/views-on.ts';
import { Import } from '../domain/import.ts';
import { importOfPath } from '../import-of.ts';
import { importView } from '../view.ts';

export const getImport = viewOn(Import, importOfPath)(contracts.getImport, importView);
