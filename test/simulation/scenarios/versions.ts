import { createAsset, tagAsset } from '#schemas/asset/asset/routes.ts';
import { idOf } from '#schemas/id.ts';
import { followersAgree } from '../invariants/delivery.ts';
import { allIsNew, importsAgree } from '../invariants/imports.ts';
import { attributesSurvive } from '../invariants/versions.ts';
import { assetService } from '../platform/asset-service.ts';
import { maybeFollowed } from '../platform/follower.ts';
import { NextRelease, NOVELTIES } from '../platform/next-release.ts';
import { person } from '../platform/person.ts';
import { rollOut } from '../platform/rollout.ts';
import { announceReport } from '../platform/scan-report.ts';
import { scenario } from './scenario.ts';

export const versionsMeet = scenario({
  name: 'two versions of the code side by side',
  seeds: 400,
  invariants: [followersAgree, importsAgree, allIsNew, attributesSurvive],
  async actors(platform) {
    const { choices } = platform.scheduler;
    const copies = maybeFollowed(platform);
    const novelty = NOVELTIES[choices.pick(NOVELTIES.length)] ?? NOVELTIES[0];
    platform.scheduler.tell('world', `N+1 writes ${novelty}`);
    platform.nextOf = (store) => new NextRelease(store, novelty);
    // The subscription may be deployed before the code that handles it.
    const ruleBeforeCode = choices.pick(2) === 1;
    const clients = assetService(platform, {
      unknownTo: ({ release }) => (ruleBeforeCode && release === 'N' ? ['JobCompleted'] : []),
    });
    rollOut(platform);
    const reports = [await announceReport(platform, 'monday.xml', [[{ address: '192.0.2.1', ports: [22] }]])];
    const who = person(0);
    const body = { dns: 'www.acme.test', name: '192.0.2.9' };
    clients.ask({ ...who, contract: createAsset, body, idempotencyKey: 'create' });
    const id = idOf('#asset#www.acme.test#192.0.2.9');
    const tags = 1 + choices.pick(3);
    for (let n = 1; n <= tags; n += 1)
      clients.ask({
        ...person(n),
        contract: tagAsset,
        id,
        body: { tags: [`tag-${n}`] },
        idempotencyKey: `tag-${n}`,
      });
    return { copies, reports };
  },
});
