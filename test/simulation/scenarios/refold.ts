import { AccountId } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { refold } from '#shared/aggregate/refold.ts';
import { republish } from '#shared/relay/republish.ts';
import { contextFor, counter } from '../../shared/event-store/counter.ts';
import { followersAgree } from '../invariants/delivery.ts';
import { assetService } from '../platform/asset-service.ts';
import { maybeFollowed } from '../platform/follower.ts';
import { person } from '../platform/person.ts';
import { rollOut } from '../platform/rollout.ts';
import { known } from '../platform/service.ts';
import { addTask } from '../platform/tasks.ts';
import { scenario } from './scenario.ts';

const ACCOUNT = AccountId.parse(person(0).account);

/** The next version of the code reads the same events otherwise: it counts twice as much. */
const doubling: typeof counter = {
  ...counter,
  fold: 2,
  evolve: (state, event) =>
    event.type === 'CounterAdded'
      ? { label: state?.label ?? '', total: (state?.total ?? 0) + 2 * event.data.by }
      : counter.evolve(state, event),
};

/** A deployment changes what a state is made of the events; an operator refolds what is stored, and tells the followers. */
export const refoldBesideCommands = scenario({
  name: 'a refold beside commands',
  seeds: 300,
  invariants: [followersAgree],
  async actors(platform) {
    const { choices } = platform.scheduler;
    const copies = maybeFollowed(platform);
    assetService(platform);
    platform.know([known(doubling)]);
    await execute(platform.table('asset'), counter, {
      key: 'k',
      command: { kind: 'open', label: 'k' },
      context: contextFor(ACCOUNT, 'open'),
    });
    const isThrough = rollOut(platform);
    const task = { service: 'asset' } as const;
    const additions = 1 + choices.pick(4);
    for (let n = 1; n <= additions; n += 1) {
      addTask(platform, {
        ...task,
        name: 'addition',
        times: 1,
        run: ({ store, process }) => {
          const code = process.release === 'N' ? counter : doubling;
          const context = contextFor(ACCOUNT, `add-${n}`);
          return execute(store, code, { key: 'k', command: { kind: 'add', by: n }, context });
        },
      });
    }
    addTask(platform, {
      ...task,
      name: 'refold',
      times: 1,
      when: isThrough,
      run: async (ports) => {
        await refold(ports.store, doubling, ACCOUNT, 'k');
        await republish({ ...ports, claimsBucket: 'claims' }, doubling, ACCOUNT, 'k');
      },
    });
    return { copies };
  },
});
