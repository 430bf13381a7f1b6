import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Process } from '../scheduler/process.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import { OBJECT_WRITE_FAULTS, READ_FAULTS, unavailable } from './faults.ts';

/** The object store as one process sees it. */
export function objectPort(scheduler: Scheduler, process: Process, objects: ObjectStore): ObjectStore {
  return {
    ...objects,
    head: (ref) =>
      scheduler.call(process, {
        what: () => `looks for the object ${ref.key}`,
        callee: 'objects',
        faults: READ_FAULTS,
        perform: () => objects.head(ref),
        failed: unavailable,
      }),
    read: (ref) =>
      scheduler.call(process, {
        what: () => `reads the object ${ref.key}`,
        callee: 'objects',
        faults: READ_FAULTS,
        perform: () => objects.read(ref),
        failed: unavailable,
      }),
    write: (ref, body, contentType) =>
      scheduler.call(process, {
        what: () => `writes the object ${ref.key} (${body.byteLength} bytes)`,
        callee: 'objects',
        faults: OBJECT_WRITE_FAULTS,
        perform: () => objects.write(ref, body, contentType),
        failed: unavailable,
      }),
  };
}
