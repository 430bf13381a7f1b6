import { defineService, routesOf } from '#schemas/define-service.ts';
import { CapabilityEvent, capabilityUpcasters } from './capability/events.ts';
import * as capabilityRoutes from './capability/routes.ts';
import { CapabilityState } from './capability/state.ts';
import { CapabilityView } from './capability/views.ts';
import { JobEvent, jobUpcasters, OlderJobEvent } from './job/events.ts';
import * as jobRoutes from './job/routes.ts';
import { JobState } from './job/state.ts';
import { Artifact, JobItem, JobView, Presigned } from './job/views.ts';
import * as limitsRoutes from './limits/routes.ts';
import { ScanChunkV1, ScanChunkV2, ScanChunkV3, ScanManifestV1, ScanManifestV2 } from './scan/scan-report.ts';

/** The scanners, the jobs that run them, and the worker that reads their results. */
export const capabilityService = defineService({
  name: 'capability',
  description: 'Scanners, their jobs, and the files that those take and leave.',
  routes: routesOf(capabilityRoutes, jobRoutes, limitsRoutes),
  views: { CapabilityView, JobView, JobItem, Artifact, Presigned },
  aggregates: {
    Capability: { state: CapabilityState, events: CapabilityEvent, upcasters: capabilityUpcasters },
    Job: {
      state: JobState,
      events: JobEvent,
      olderEvents: OlderJobEvent,
      upcasters: jobUpcasters,
      due: true,
    },
  },
  documents: {
    'ScanManifest.v1': ScanManifestV1,
    'ScanManifest.v2': ScanManifestV2,
    'ScanChunk.v1': ScanChunkV1,
    'ScanChunk.v2': ScanChunkV2,
    'ScanChunk.v3': ScanChunkV3,
  },
  consumers: { worker: { events: 'jobs' } },
});
