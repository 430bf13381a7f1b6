import type { ServiceName } from '#schemas/services.ts';
import type { Platform, Ports } from './platform.ts';

export interface Task {
  readonly service: ServiceName;
  readonly name: string;
  /** How often it is to be done. */
  readonly times: number;
  /** Whether it may begin; at any moment without it. */
  readonly when?: () => boolean;
  readonly run: (ports: Ports) => Promise<unknown>;
}

/** Lets a process of a service do something so many times, and again where it fails or dies: an operator, or a step of a saga. */
export function addTask(platform: Platform, { service, name, times, when = () => true, run }: Task): void {
  let left = times;
  platform.scheduler.sources.push({
    ready: () => (left > 0 && when() ? 1 : 0),
    begin: () => {
      left -= 1;
      platform.scheduler.spawn(
        name,
        (process) => run(platform.ports(service, process)),
        ({ kind }) => {
          if (kind !== 'ended') left += 1;
        },
      );
    },
  });
}
