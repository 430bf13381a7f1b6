import type { ServiceName } from '#schemas/services.ts';
import type { Platform, Ports } from './platform.ts';

/** The schedule that lets a service look for what is due: by chance while a run lasts, and each minute once it is at rest. */
export function scheduleSweep(
  platform: Platform,
  service: ServiceName,
  handlerOf: (ports: Ports) => (event: unknown) => Promise<unknown>,
): void {
  const sweep = () => {
    platform.scheduler.spawn(
      `${service} sweep`,
      (process) => handlerOf(platform.ports(service, process))({ kind: 'sweep' }),
      () => undefined,
    );
  };
  platform.sweeps.push(sweep);
  platform.scheduler.surprises.push({ ready: () => 1, begin: sweep });
}
