import { createReactions } from '#shared/consumer/reactions.ts';
import { sweep } from '#shared/due/sweep.ts';
import { InMemorySweepMemory, type SweepMemory } from '#shared/due/sweep-memory.ts';
import { Asset } from '../../../functions/asset/asset/domain/asset.ts';
import { assetReactions } from '../../../functions/asset/asset-reactions.ts';
import { commandRoutes } from '../../../functions/asset/command-routes.generated.ts';
import { Import } from '../../../functions/asset/import/domain/import.ts';
import { Clients } from './client.ts';
import type { Platform, Ports } from './platform.ts';
import { scheduleSweep } from './schedule.ts';

export const ASSET_FILES = 'asset-files';

const reactionsOf = (memory: SweepMemory) => (ports: Ports) => {
  const { store, objects } = ports;
  const imports = ports.queue('asset-imports');
  return createReactions({
    ...ports,
    sweep: (now) => sweep({ store, memory, queue: ports.queue('asset-due') }, now),
    ...assetReactions({ store, objects, filesBucket: ASSET_FILES, imports }),
  });
};

/** The asset service: its API, its reactions, its queues, its sweep and its relay. */
export function assetService(platform: Platform) {
  const react = reactionsOf(new InMemorySweepMemory());
  platform.know(Asset);
  platform.know(Import);
  platform.subscribe('asset', platform.consume('asset', 'events', react));
  platform.consume('asset', 'imports', react);
  platform.consume('asset', 'due', react);
  scheduleSweep(platform, 'asset', react);
  const deps = ({ store }: Ports) => ({ store });
  return { clients: new Clients(platform, { service: 'asset', routes: commandRoutes, deps }) };
}
