import { defineService, routesOf } from '#schemas/define-service.ts';
import { CapabilityEvent, capabilityUpcasters } from './capability/events.ts';
import * as capabilityRoutes from './capability/routes.ts';
import { CapabilityState } from './capability/state.ts';
import { CapabilityView } from './capability/views.ts';
import { JobEvent, jobUpcasters } from './job/events.ts';
import * as jobRoutes from './job/routes.ts';
import { JobState } from './job/state.ts';
import { Artifact, JobItem, JobView, Presigned } from './job/views.ts';
import { ScanChunk, ScanManifest } from './scan/scan-report.ts';

/** The scanners, the jobs that run them, and the worker that reads their results. */
export const capabilityService = defineService({
  name: 'capability',
  description: 'Scanners, their jobs, and the files that those take and leave.',
  routes: routesOf(capabilityRoutes, jobRoutes),
  views: { CapabilityView, JobView, JobItem, Artifact, Presigned },
  aggregates: {
    Capability: { state: CapabilityState, events: CapabilityEvent, upcasters: capabilityUpcasters },
    Job: { state: JobState, events: JobEvent, upcasters: jobUpcasters, due: true },
  },
  documents: { 'ScanManifest.v1': ScanManifest, 'ScanChunk.v1': ScanChunk, 'ScanChunk.v2': ScanChunk },
  consumers: { worker: { events: 'jobs' } },
});
