import { describe, expect, it } from 'vitest';
import type { Contract } from '#schemas/contract.ts';
import { functionsOf, isQuery } from '#schemas/define-service.ts';
import { services } from '#schemas/services.ts';
import { routeProblems } from '../../bin/generate-routes.ts';

const listOf = async (service: string, kind: 'command' | 'query'): Promise<Contract[]> => {
  const list = await import(`../../functions/${service}/${kind}-routes.generated.ts`);
  return list[`${kind}Routes`].map((route: { contract: Contract }) => route.contract);
};

describe('the routes of all services', () => {
  it('have a contract and a handler each', async () => {
    expect((await routeProblems()).join('\n')).toBe('');
  });

  it.each(services.map((service) => [service.name, service] as const))(
    'of %s are served once, those that read by queries and all others by commands',
    async (name, service) => {
      const functions = functionsOf(service);
      const commands = functions.includes('commands') ? await listOf(name, 'command') : [];
      const queries = functions.includes('queries') ? await listOf(name, 'query') : [];
      expect(new Set([...commands, ...queries])).toEqual(new Set(service.routes));
      expect([...commands, ...queries]).toHaveLength(service.routes.length);
      expect(commands.filter(isQuery)).toEqual([]);
      expect(queries.every(isQuery)).toBe(true);
    },
  );
});
