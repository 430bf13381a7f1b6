import { services } from './services.ts';

/** The routes of all services whose contracts are `fresh`, as the gateway's events spell them: `POST /members`. */
export const freshRoutes = (): string[] =>
  services
    .flatMap(({ routes }) => routes)
    .filter(({ fresh }) => fresh)
    .map(({ method, path }) => `${method} ${path}`);
