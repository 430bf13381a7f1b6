import type { UploadPlace } from '#schemas/capability/job/state.ts';
import type { AccountId } from '#schemas/primitives.ts';

/** Where a job's upload goes. The file's name is kept with the job; a key made of ids alone needs no escaping anywhere. */
export const uploadPlace = (bucket: string, accountId: AccountId, jobId: string): UploadPlace => ({
  bucket,
  key: `uploads/${accountId}/${jobId}/file`,
});

/** Under which a report's objects lie, each named by its hash: so no try, and no other version of the code, meets another's leftovers. */
export const reportPrefix = (accountId: AccountId, jobId: string): string => `reports/${accountId}/${jobId}`;
