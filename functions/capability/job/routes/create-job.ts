import * as contracts from '#schemas/capability/job/routes.ts';
import { type JobState, jobKey, type ScanFile } from '#schemas/capability/job/state.ts';
import { defined } from '#schemas/defined.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import { thingOf } from '#schemas/thing.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { commandContext, creationKey } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import { derivedId } from '#shared/identity.ts';
import { withQuota } from '#shared/limits/quota.ts';
import type { PresignedRequest } from '#shared/object-store/object-store.ts';
import type { Uploads } from '#shared/object-store/signed-uploads.ts';
import type { CommandsDeps } from '../../deps.ts';
import { UPLOAD_SECONDS } from '../domain/decide.ts';
import { Job } from '../domain/job.ts';
import { uploadPlace } from '../places.ts';

/** A scanner's file is bytes to us: the parser finds out its format. */
const CONTENT_TYPE = 'application/octet-stream';

export const createJob = route(
  contracts.createJob,
  async ({ body, caller, request }, { store, uploads, filesBucket, catalogue }: CommandsDeps) => {
    const { capability, file, target, config = {} } = body;
    const { maxFileSize } = await catalogue.get(capability, request.now);
    assertSize(file, maxFileSize);
    const jobId = derivedId(caller.accountId, 'POST /jobs', creationKey(request));
    const upload = uploadPlace(filesBucket, caller.accountId, jobId);
    const command = { type: 'ScheduleJob', jobId, capability, file, target, config, upload } as const;
    const context = commandContext(caller, request);
    const key = jobKey(jobId);
    const outcome = await withQuota(store.counters, {
      accountId: caller.accountId,
      now: request.now,
      amounts: { jobs: 1, 'upload-bytes': file.size },
      work: () => execute(store, Job, { key, command, context, assume: 'absent' }),
      isNew: ({ replayed }) => !replayed,
      isDone: async () => (await store.load(streamOf(Job, caller.accountId, key))) !== undefined,
    });
    const presigned = outcome.state && (await presignUpload(uploads, outcome.state, request.now));
    return { status: 201, body: { ...thingOf(outcome), ...defined({ upload: presigned }) } };
  },
);

function assertSize({ size }: ScanFile, most: number): void {
  if (size <= most) return;
  throw new Refusal('too-large', `The file is too large: ${size} bytes, of at most ${most}.`, {
    errors: [{ path: 'body.file.size', message: `must be at most ${most}` }],
    details: { size, most },
  });
}

/** A URL that is good for as long as the job waits for its file; none when it no longer does. */
async function presignUpload(
  uploads: Uploads,
  state: JobState,
  now: Instant,
): Promise<PresignedRequest | undefined> {
  if (state.status !== 'running') return undefined;
  const secondsLeft = Math.floor((Date.parse(state.dueAt) - Date.parse(now)) / 1000);
  if (secondsLeft < 1) return undefined;
  return uploads.presignPut(state.upload, {
    size: state.file.size,
    contentType: CONTENT_TYPE,
    now,
    expiresIn: Math.min(UPLOAD_SECONDS, secondsLeft),
  });
}
