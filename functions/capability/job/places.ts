import type { UploadPlace } from '#schemas/capability/job/state.ts';
import type { AccountId } from '#schemas/primitives.ts';

/** Where a job's upload goes. The file's name is kept with the job; a key made of ids alone needs no escaping anywhere. */
export const uploadPlace = (bucket: string, accountId: AccountId, jobId: string): UploadPlace => ({
  bucket,
  key: `uploads/${accountId}/${jobId}/file`,
});

/** Under which a report's objects lie: one folder per try, so that no try meets another's leftovers. */
export const reportPrefix = (accountId: AccountId, jobId: string, attempt: number): string =>
  `reports/${accountId}/${jobId}/${attempt}`;
