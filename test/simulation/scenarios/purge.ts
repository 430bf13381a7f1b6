import { createAsset, deleteAsset, tagAsset } from '#schemas/asset/asset/routes.ts';
import { idOf } from '#schemas/id.ts';
import { AccountId } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { behindFence, raiseFence } from '#shared/aggregate/fence.ts';
import { purge } from '#shared/aggregate/purge.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { Asset } from '../../../functions/asset/asset/asset.ts';
import { contextFor, counter } from '../../shared/event-store/counter.ts';
import { followersAgree } from '../invariants/delivery.ts';
import { fencedWriteNothing, purgedAsDecided, purgedStaysPurged } from '../invariants/purge.ts';
import { assetService } from '../platform/asset-service.ts';
import { maybeFollowed } from '../platform/follower.ts';
import { person } from '../platform/person.ts';
import { known } from '../platform/service.ts';
import { addTask } from '../platform/tasks.ts';
import { scenario } from './scenario.ts';

const KEY = '#asset#www.acme.test#192.0.2.9';
const ACCOUNT = AccountId.parse(person(0).account);

export const purgeBesideCommands = scenario({
  name: 'a purge beside commands',
  seeds: 300,
  invariants: [followersAgree, purgedStaysPurged, purgedAsDecided],
  async actors(platform) {
    const { choices } = platform.scheduler;
    const copies = maybeFollowed(platform);
    const clients = assetService(platform);
    const body = { dns: 'www.acme.test', name: '192.0.2.9' };
    const creations = 1 + choices.pick(2);
    for (let n = 1; n <= creations; n += 1)
      clients.ask({ ...person(n), contract: createAsset, body, idempotencyKey: `create-${n}` });
    const changes = 1 + choices.pick(4);
    for (let n = 1; n <= changes; n += 1) {
      const change =
        choices.pick(2) === 0
          ? { contract: tagAsset, body: { tags: [`tag-${n}`] } }
          : { contract: deleteAsset, mayBeSo: true as const };
      clients.ask({ ...person(n), ...change, id: idOf(KEY), idempotencyKey: `change-${n}` });
    }
    const stream = streamOf(Asset, ACCOUNT, KEY);
    const decided: number[] = [];
    // Decides on the first deletion that it finds. Later it comes again with the same decision, as a queue's message does.
    addTask(platform, {
      service: 'asset',
      name: 'purge',
      times: 1 + choices.pick(3),
      run: async ({ store, clock }) => {
        const found = await store.load(stream);
        if (decided.length === 0 && found?.data.status === 'D') decided.push(found.version);
        const [version] = decided;
        if (version !== undefined) await purge(store, Asset, ACCOUNT, KEY, { version, now: clock() });
      },
    });
    return { copies, decided };
  },
});

/** A step of a saga runs on after its time-out, while what it did is undone. */
export const fence = scenario({
  name: 'a step that outlives its time-out, behind a fence',
  seeds: 300,
  invariants: [followersAgree, fencedWriteNothing],
  actors(platform) {
    const copies = maybeFollowed(platform);
    assetService(platform);
    platform.know([known(counter)]);
    const attempt = { accountId: ACCOUNT, discoveryId: 'discovery-1', attempt: 1 };
    const raised: number[] = [];
    for (const key of ['one', 'two', 'three'].slice(0, 1 + platform.scheduler.choices.pick(3))) {
      addTask(platform, {
        service: 'asset',
        name: 'step',
        times: 1,
        run: async ({ store }) => {
          const context = contextFor(ACCOUNT, `step-${key}`);
          const open = { key, command: { kind: 'open', label: key } as const, context };
          await behindFence(attempt, (guard) => execute(store, counter, { ...open, guards: [guard] })).catch(
            (error: { code?: string }) => {
              if (error.code !== 'fenced') throw error;
            },
          );
        },
      });
    }
    addTask(platform, {
      service: 'asset',
      name: 'compensation',
      times: 1,
      run: async ({ store, clock }) => {
        await raiseFence(store, attempt, clock());
        raised.push(platform.table('asset').outbox.length);
      },
    });
    return { copies, raised };
  },
});
