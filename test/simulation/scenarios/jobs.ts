import { cancelJob, completeJob, createJob } from '#schemas/capability/job/routes.ts';
import { keyOf } from '#schemas/id.ts';
import { nmapFile, openPort, upHost } from '../../capability/scan/scan-fixture.ts';
import { followersAgree } from '../invariants/delivery.ts';
import { jobsEnd } from '../invariants/jobs.ts';
import { assetService } from '../platform/asset-service.ts';
import { capabilityService } from '../platform/capability-service.ts';
import { maybeFollowed } from '../platform/follower.ts';
import { person } from '../platform/person.ts';
import type { Platform } from '../platform/platform.ts';
import { leaps } from '../platform/time.ts';
import { scenario } from './scenario.ts';

const FILE = Buffer.from(nmapFile(upHost(`<ports>${openPort(22)}${openPort(80)}</ports>`)));
/** It ends in the middle of a host: the job fails, with a reason. */
const CUT = FILE.subarray(0, FILE.byteLength - 200);

/** A client of one job: makes it, uploads the file, says so, and may change its mind. */
function scan(platform: Platform, clients: Awaited<ReturnType<typeof capabilityService>>, n: number): void {
  const { choices } = platform.scheduler;
  const who = person(n);
  const file = choices.pick(3) === 1 ? CUT : FILE;
  const uploads = choices.pick(5) !== 1;
  const cancels = choices.pick(4) === 1;
  const body = { capability: 'nmap', file: { name: 'scan.xml', size: file.byteLength } };
  clients.ask({ ...who, contract: createJob, body, idempotencyKey: `job-${n}` }, (status, answer) => {
    if (status >= 300) return;
    const { id } = answer as { id: string };
    if (cancels)
      clients.ask({
        ...who,
        contract: cancelJob,
        id,
        body: {},
        idempotencyKey: `cancel-${n}`,
        mayBeSo: true,
      });
    if (!uploads) return;
    const jobId = keyOf(id)?.slice('#job#'.length) ?? '';
    const upload = { bucket: 'capability-files', key: `uploads/${who.account}/${jobId}/file` };
    void platform.objects.write(upload, file, 'application/octet-stream').then(() => {
      clients.ask({ ...who, contract: completeJob, id, idempotencyKey: `complete-${n}`, mayBeSo: true });
    });
  });
}

export const jobLifeCycle = scenario({
  name: 'jobs from their creation to the assets',
  seeds: 300,
  invariants: [followersAgree, jobsEnd],
  async actors(platform) {
    const copies = maybeFollowed(platform);
    assetService(platform);
    const clients = await capabilityService(platform);
    const jobs = 1 + platform.scheduler.choices.pick(2);
    for (let n = 1; n <= jobs; n += 1) scan(platform, clients, n);
    return { copies };
  },
});

/** Nobody uploads anything, hours pass, and the schedule may be away meanwhile: each job times out all the same. */
export const dueAfterOutage = scenario({
  name: 'what is due after an outage of the sweep',
  seeds: 1_800,
  invariants: [followersAgree, jobsEnd],
  async actors(platform) {
    const copies = maybeFollowed(platform);
    const clients = await capabilityService(platform);
    leaps(platform, [20 * 60, 2 * 3600, 30 * 3600]);
    const { choices } = platform.scheduler;
    const body = { capability: 'nmap', file: { name: 'scan.xml', size: 1 } };
    const jobs = 1 + choices.pick(3);
    for (let n = 1; n <= jobs; n += 1)
      clients.ask({ ...person(n), contract: createJob, body, idempotencyKey: `job-${n}` });
    return { copies };
  },
});
