import type { CapabilityName } from '#schemas/capability/capability/name.ts';
import type {
  JobConfig,
  JobReason,
  JobResults,
  ScanFile,
  UploadPlace,
} from '#schemas/capability/job/state.ts';
import type { ManifestRef, ScanCounts, ScanTool, ScanWarning } from '#schemas/capability/scan/scan-report.ts';

/** The commands of a job. */
export type JobCommand =
  /** Schedules the job and starts it: the scan runs where the client is, and its file is awaited from now on. */
  | {
      readonly type: 'ScheduleJob';
      readonly jobId: string;
      readonly capability: CapabilityName;
      readonly file: ScanFile;
      readonly target: string | undefined;
      readonly config: JobConfig;
      readonly upload: UploadPlace;
    }
  /** The client says that the file is there. `results`: the object in the store; undefined when there is none. */
  | { readonly type: 'ReceiveResults'; readonly results: JobResults | undefined }
  | {
      readonly type: 'CompleteJob';
      readonly manifest: ManifestRef;
      readonly counts: ScanCounts;
      readonly tool: ScanTool;
      readonly warnings: readonly ScanWarning[];
    }
  | { readonly type: 'FailJob'; readonly reason: JobReason }
  | { readonly type: 'CancelJob'; readonly reason: JobReason | undefined }
  /** Sent when the job is due; does nothing to a job that is not. */
  | { readonly type: 'TimeOutJob' };

export type JobCommandOf<T extends JobCommand['type']> = Extract<JobCommand, { type: T }>;
