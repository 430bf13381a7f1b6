import { deleteAsset, reclassifyAsset, tagAsset } from '#schemas/asset/asset/routes.ts';
import { addSeed, removeSeed, updateSeed } from '#schemas/asset/seed/routes.ts';
import { idOf } from '#schemas/id.ts';
import { followersAgree } from '../invariants/delivery.ts';
import { allIsNew, importsAgree } from '../invariants/imports.ts';
import { assetsArePlaced } from '../invariants/scope.ts';
import { assetService } from '../platform/asset-service.ts';
import { maybeFollowed } from '../platform/follower.ts';
import { accountOf, person } from '../platform/person.ts';
import { announceReport, type SeenHost } from '../platform/scan-report.ts';
import { leaps } from '../platform/time.ts';
import type { Choices } from '../scheduler/choices.ts';
import { scenario } from './scenario.ts';

const address = (n: number): string => `192.0.2.${n}`;

/** Each host in one chunk only, as nmap writes it. */
function disjoint(choices: Choices): SeenHost[][] {
  const chunks = 1 + choices.pick(3);
  let next = 0;
  return Array.from({ length: chunks }, () =>
    Array.from({ length: 1 + choices.pick(2) }, () => {
      next += 1;
      return { address: address(next), ports: [22, 80].slice(0, 1 + choices.pick(2)) };
    }),
  );
}

/** One host a port, in waves over many chunks, as masscan writes it. */
function waves(choices: Choices): SeenHost[][] {
  const hosts = 1 + choices.pick(2);
  const chunks = 1 + choices.pick(4);
  return Array.from({ length: chunks }, (_, chunk) =>
    Array.from({ length: 1 + choices.pick(2) }, (_, line) => ({
      address: address(1 + choices.pick(hosts)),
      ports: [1000 + chunk * 10 + line],
      seconds: chunk,
    })),
  );
}

export const importDisjoint = scenario({
  name: 'import of hosts that each stand in one chunk',
  seeds: 300,
  invariants: [followersAgree, importsAgree, allIsNew],
  async actors(platform) {
    const copies = maybeFollowed(platform);
    assetService(platform);
    const reports = [await announceReport(platform, 'monday.xml', disjoint(platform.scheduler.choices))];
    // Another tenant scans the same addresses: nothing of the one may be seen in the other.
    if (platform.scheduler.choices.pick(3) === 1)
      reports.push(
        await announceReport(
          platform,
          'theirs.xml',
          [[{ address: address(1), ports: [443] }]],
          accountOf('other'),
        ),
      );
    return { copies, reports };
  },
});

export const importWaves = scenario({
  name: 'import of hosts that stand in many chunks',
  seeds: 400,
  invariants: [followersAgree, importsAgree, allIsNew],
  async actors(platform) {
    const copies = maybeFollowed(platform);
    assetService(platform);
    const reports = [await announceReport(platform, 'masscan.xml', waves(platform.scheduler.choices))];
    return { copies, reports };
  },
});

export const importWhilePersonsEdit = scenario({
  name: 'import while persons edit the same assets',
  seeds: 300,
  invariants: [followersAgree, importsAgree],
  async actors(platform) {
    const { choices } = platform.scheduler;
    const copies = maybeFollowed(platform);
    const clients = assetService(platform);
    const reports = [await announceReport(platform, 'monday.xml', waves(choices))];
    const edits = 1 + choices.pick(4);
    for (let n = 1; n <= edits; n += 1) {
      const change = [
        { contract: tagAsset, body: { tags: [`tag-${n}`] } },
        { contract: deleteAsset, mayBeSo: true as const },
        { contract: reclassifyAsset, body: { class: `class-${n}` } },
      ][choices.pick(3)];
      const key = `#asset#${address(1)}#${address(1)}`;
      if (change) clients.ask({ ...person(n), ...change, id: idOf(key), idempotencyKey: `edit-${n}` });
    }
    return { copies, reports };
  },
});

/** Hours and months pass: the import is given up, and assets expire, in the midst of redeliveries. */
export const importOverMonths = scenario({
  name: 'import over months',
  seeds: 200,
  invariants: [followersAgree, importsAgree],
  async actors(platform) {
    const copies = maybeFollowed(platform);
    assetService(platform);
    leaps(platform, [7 * 3600, 31 * 86_400, 100 * 86_400]);
    const reports = [await announceReport(platform, 'monday.xml', waves(platform.scheduler.choices))];
    return { copies, reports };
  },
});

/** Seeds come, turn and go while a report is imported under them. */
export const importWhileSeedsChange = scenario({
  name: 'import while seeds change',
  seeds: 300,
  invariants: [followersAgree, importsAgree, assetsArePlaced],
  async actors(platform) {
    const { choices } = platform.scheduler;
    const copies = maybeFollowed(platform);
    const clients = assetService(platform);
    const reports = [await announceReport(platform, 'monday.xml', disjoint(choices))];
    const changes = 1 + choices.pick(3);
    for (let n = 1; n <= changes; n += 1) {
      const value = ['192.0.2.0/30', address(1)][choices.pick(2)] ?? '';
      const mode = ['include', 'exclude'][choices.pick(2)];
      const id = idOf(`#seed#ip#${value}`);
      const change = [
        { contract: addSeed, body: { value, mode } },
        { contract: updateSeed, id, body: { mode, status: 'A' }, mayBeSo: true as const },
        { contract: removeSeed, id, mayBeSo: true as const },
      ][choices.pick(3)];
      if (change) clients.ask({ ...person(n), ...change, idempotencyKey: `seed-${n}` });
    }
    return { copies, reports };
  },
});
