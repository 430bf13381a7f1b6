import * as contracts from '#schemas/capability/job/routes.ts';
import type { JobResults, UploadPlace } from '#schemas/capability/job/state.ts';
import { defined } from '#schemas/defined.ts';
import type { Instant } from '#schemas/primitives.ts';
import { thingOf } from '#schemas/thing.ts';
import { currentState } from '#shared/aggregate/current-state.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { keyParam, notFound } from '#shared/http/not-found.ts';
import { commandContext } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { Uploads } from '#shared/object-store/signed-uploads.ts';
import type { CommandsDeps } from '../../deps.ts';
import { Job } from '../domain/job.ts';

export const completeJob = route(
  contracts.completeJob,
  async ({ params, caller, request }, { store, uploads }: CommandsDeps) => {
    const key = keyParam(params.id, 'job');
    const loaded = await store.load(streamOf(Job, caller.accountId, key));
    if (!loaded) throw notFound('job');
    const { upload } = await currentState(store, Job, loaded);
    const results = await uploaded(uploads, upload, request.now);
    const outcome = await execute(store, Job, {
      key,
      command: { type: 'ReceiveResults', results },
      context: commandContext(caller, request),
      loaded,
      ...defined({ expectedVersion: request.ifMatch }),
    });
    return { status: 202, body: thingOf(outcome) };
  },
);

/** The object that is there now. The worker reads this version: a later upload under the same URL changes nothing. */
async function uploaded(uploads: Uploads, place: UploadPlace, now: Instant): Promise<JobResults | undefined> {
  const head = await uploads.head(place);
  if (!head) return undefined;
  const { size, version } = head;
  return { ...place, size, receivedAt: now, ...defined({ objectVersion: version }) };
}
