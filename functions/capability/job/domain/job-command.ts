import type { CapabilityName } from '#schemas/capability/capability/catalogue.ts';
import type {
  JobConfig,
  JobReason,
  JobResults,
  ScanFile,
  UploadPlace,
} from '#schemas/capability/job/state.ts';
import type { ManifestRef, ScanCounts, ScanTool } from '#schemas/capability/scan/scan-report.ts';
import type { Instant } from '#schemas/primitives.ts';

/** What can be asked of a job. `at` is when it is asked. */
export type JobCommand =
  /** Schedules the job and starts it: the scan runs where the client is, and its file is awaited from now on. */
  | {
      readonly kind: 'schedule';
      readonly at: Instant;
      readonly jobId: string;
      readonly capability: CapabilityName;
      readonly file: ScanFile;
      readonly target: string | undefined;
      readonly config: JobConfig;
      readonly upload: UploadPlace;
    }
  /** The client says that the file is there. `results`: what the store has; undefined when it has nothing. */
  | { readonly kind: 'receive-results'; readonly at: Instant; readonly results: JobResults | undefined }
  | {
      readonly kind: 'complete';
      readonly at: Instant;
      readonly manifest: ManifestRef;
      readonly counts: ScanCounts;
      readonly tool: ScanTool;
    }
  | { readonly kind: 'fail'; readonly at: Instant; readonly reason: JobReason }
  | { readonly kind: 'cancel'; readonly at: Instant; readonly reason: JobReason | undefined }
  /** Sent when the job is due; does nothing to one that is not. */
  | { readonly kind: 'time-out'; readonly at: Instant };

export type CommandOf<K extends JobCommand['kind']> = Extract<JobCommand, { kind: K }>;
