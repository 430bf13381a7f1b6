import * as z from 'zod';
import { createAsset, tagAsset } from '#schemas/asset/asset/routes.ts';
import { idOf } from '#schemas/id.ts';
import { AccountId } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { effect } from '#shared/consumer/effect.ts';
import { createConsumer } from '#shared/consumer/reactions.ts';
import { republish } from '#shared/relay/republish.ts';
import { Asset } from '../../../functions/asset/asset/asset.ts';
import { contextFor, counter } from '../../shared/event-store/counter.ts';
import { followersAgree } from '../invariants/delivery.ts';
import { countedOnce } from '../invariants/effects.ts';
import { assetService } from '../platform/asset-service.ts';
import { maybeFollowed } from '../platform/follower.ts';
import { person } from '../platform/person.ts';
import type { Ports } from '../platform/platform.ts';
import { known } from '../platform/service.ts';
import { addTask } from '../platform/tasks.ts';
import { scenario } from './scenario.ts';

const KEY = '#asset#www.acme.test#192.0.2.9';
const ACCOUNT = AccountId.parse(person(0).account);

/** Counts each tagging on one counter that all of them touch, as usage is counted. */
const counting = (ports: Ports) =>
  createConsumer({
    ...ports,
    eventsQueue: 'usage',
    events: {
      AssetTagged: effect(
        'asset',
        'count-tags',
        { version: 1, data: z.looseObject({}) },
        async (_, causing) => {
          const context = causing('usage');
          await execute(ports.store, counter, {
            key: 'usage',
            command: { kind: 'add', by: 1 },
            context,
            once: true,
          });
        },
      ),
    },
  });

export const effectsOnce = scenario({
  name: 'effects on one hot thing, beside republished events',
  seeds: 800,
  invariants: [followersAgree, countedOnce],
  async actors(platform) {
    const copies = maybeFollowed(platform);
    const clients = assetService(platform);
    platform.know([known(counter)]);
    await execute(platform.table('asset'), counter, {
      key: 'usage',
      command: { kind: 'open', label: 'usage' },
      context: contextFor(ACCOUNT, 'open-usage'),
    });
    platform.route(platform.consume('asset', 'usage', counting), (type) => type === 'AssetTagged');
    // An operator publishes the asset's events once more, beside what goes on.
    addTask(platform, {
      service: 'asset',
      name: 'republish',
      times: platform.scheduler.choices.pick(3),
      run: (ports) => republish({ ...ports, claimsBucket: 'claims' }, Asset, ACCOUNT, KEY),
    });
    const body = { dns: 'www.acme.test', name: '192.0.2.9' };
    clients.ask({ ...person(0), contract: createAsset, body, idempotencyKey: 'create' });
    const tags = 1 + platform.scheduler.choices.pick(4);
    for (let n = 1; n <= tags; n += 1) {
      const tagged = { contract: tagAsset, id: idOf(KEY), body: { tags: [`tag-${n}`] } };
      clients.ask({ ...person(n), ...tagged, idempotencyKey: `tag-${n}` });
    }
    return { copies };
  },
});
