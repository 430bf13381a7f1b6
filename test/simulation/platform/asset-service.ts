import { Asset } from '../../../functions/asset/asset/asset.ts';
import { assetReactions } from '../../../functions/asset/asset-reactions.ts';
import { commandRoutes } from '../../../functions/asset/command-routes.generated.ts';
import { Import } from '../../../functions/asset/import/domain/import.ts';
import { Seed } from '../../../functions/asset/seed/domain/seed.ts';
import type { Platform } from './platform.ts';
import { addService, known, type ServiceOptions } from './service.ts';

export const assetService = (platform: Platform, options: ServiceOptions = {}) =>
  addService(platform, {
    ...options,
    name: 'asset',
    aggregates: [known(Asset), known(Import), known(Seed)],
    queues: ['imports', 'matches'],
    react: ({ store, objects, queue }) =>
      assetReactions({
        store,
        objects,
        filesBucket: 'asset-files',
        imports: queue('asset-imports'),
        matches: queue('asset-matches'),
      }),
    routes: commandRoutes,
    deps: ({ store }) => ({ store }),
  });
