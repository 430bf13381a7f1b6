import * as contracts from '#schemas/capability/capability/routes.ts';
import { notFound } from '#shared/http/not-found.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { capabilityView } from '../view.ts';

export const getCapability = route(
  contracts.getCapability,
  async ({ params, request }, { catalogue }: Pick<QueriesDeps, 'catalogue'>) => {
    const found = await catalogue.find(params.name, request.now);
    if (!found) throw notFound('capability');
    return { status: 200, body: capabilityView(found) };
  },
);
