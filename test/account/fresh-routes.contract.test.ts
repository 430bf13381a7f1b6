import { describe, expect, it } from 'vitest';
import { freshRoutes } from '#schemas/fresh-routes.ts';
import { services } from '#schemas/services.ts';

const contracts = services.flatMap(({ routes }) => [...routes]);

/** What routes under these paths change: who there is, and who may do what. */
const SENSITIVE = /^\/(accounts?|members|keys|organizations|credentials|roles)(\/|$)/;

describe('a route that changes rights', () => {
  const sensitive = contracts.filter(
    ({ method, path, permission }) =>
      method !== 'GET' &&
      (SENSITIVE.test(path) || /^manage_(accounts|settings|integrations)$/.test(permission)),
  );

  it.each(sensitive)('is fresh by its contract: $name', ({ fresh, method, path }) => {
    expect(fresh, 'add `fresh: true` to the contract').toBe(true);
    expect(freshRoutes()).toContain(`${method} ${path}`);
  });

  it('is one of these today', () => {
    expect(freshRoutes().toSorted()).toEqual([
      'DELETE /keys/{id}',
      'DELETE /members/{id}',
      'PATCH /account',
      'PATCH /members/{id}',
      'POST /keys',
      'POST /members',
    ]);
  });
});

describe('any other route', () => {
  it('is answered from the kept grant: the cache is there for reads', () => {
    for (const { name, method, fresh } of contracts) {
      if (method === 'GET') expect({ name, fresh }).toEqual({ name, fresh: undefined });
    }
  });

  it('leaves room in the environment of a function, which holds 4 KB', () => {
    expect(freshRoutes().join(',').length).toBeLessThan(1024);
  });
});
