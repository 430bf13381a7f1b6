import * as contracts from '#schemas/capability/capability/routes.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { capabilityView } from '../view.ts';

export const listCapabilities = route(
  contracts.listCapabilities,
  async ({ request }, { catalogue }: Pick<QueriesDeps, 'catalogue'>) => ({
    status: 200,
    body: { items: (await catalogue.all(request.now)).map(capabilityView) },
  }),
);
