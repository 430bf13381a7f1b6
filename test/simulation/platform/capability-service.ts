import { Actor } from '#schemas/primitives.ts';
import { createConsumer } from '#shared/consumer/reactions.ts';
import { createCatalogue } from '../../../functions/capability/capability/catalogue.ts';
import { Capability } from '../../../functions/capability/capability/domain/capability.ts';
import { registerBuiltIns } from '../../../functions/capability/capability/register.ts';
import { capabilityReactions } from '../../../functions/capability/capability-reactions.ts';
import { capabilityWorker } from '../../../functions/capability/capability-worker.ts';
import { commandRoutes } from '../../../functions/capability/command-routes.generated.ts';
import { Job } from '../../../functions/capability/job/domain/job.ts';
import type { Platform } from './platform.ts';
import { addService, known } from './service.ts';

const filesBucket = 'capability-files';

/** The capability service, its catalogue registered, with the worker that reads what scanners wrote. */
export async function capabilityService(platform: Platform) {
  const clients = addService(platform, {
    name: 'capability',
    aggregates: [known(Job), known(Capability)],
    react: ({ store, process }) => capabilityReactions({ store, newId: () => process.name }),
    routes: commandRoutes,
    deps: ({ store, objects }) => ({
      store,
      uploads: objects,
      filesBucket,
      catalogue: createCatalogue(store),
    }),
  });
  const worker = platform.consume('capability', 'jobs', (ports) => {
    const { store, objects } = ports;
    const deps = { store, objects, filesBucket, catalogue: createCatalogue(store), filesAtOnce: 2 };
    return createConsumer({ ...ports, ...capabilityWorker(deps) });
  });
  platform.subscribe('capability:worker', worker);
  await registerBuiltIns(platform.table('capability'), {
    actor: Actor.parse('service:capability'),
    requestId: 'deployment',
    now: new Date(platform.scheduler.now).toISOString(),
  });
  return clients;
}
