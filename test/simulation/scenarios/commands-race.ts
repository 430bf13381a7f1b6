import { createAsset, deleteAsset, reclassifyAsset, tagAsset } from '#schemas/asset/asset/routes.ts';
import { idOf } from '#schemas/id.ts';
import { followersAgree } from '../invariants/delivery.ts';
import { assetService } from '../platform/asset-service.ts';
import { maybeFollowed } from '../platform/follower.ts';
import { person } from '../platform/person.ts';
import { scenario } from './scenario.ts';

/** Persons create, tag, classify and delete one asset at the same moment, and repeat what they get no answer to. */
export const commandsRace = scenario({
  name: 'commands race on one asset',
  seeds: 4_800,
  invariants: [followersAgree],
  actors(platform) {
    const copies = maybeFollowed(platform);
    const clients = assetService(platform);
    const { choices } = platform.scheduler;
    const id = idOf('#asset#www.acme.test#192.0.2.1');
    clients.ask({
      ...person(0),
      contract: createAsset,
      body: { dns: 'www.acme.test', name: '192.0.2.1' },
      idempotencyKey: 'create',
    });
    const others = 1 + choices.pick(6);
    for (let n = 1; n <= others; n += 1) {
      const change = [
        { contract: tagAsset, body: { tags: [`tag-${n}`] } },
        { contract: reclassifyAsset, body: { class: `class-${n}` } },
        { contract: deleteAsset, mayBeSo: true as const },
      ][Math.max(0, choices.pick(6) - 3)];
      if (change) clients.ask({ ...person(n), ...change, id, idempotencyKey: `change-${n}` });
    }
    return { copies };
  },
});
