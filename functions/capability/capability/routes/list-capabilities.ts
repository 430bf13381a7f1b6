import { catalogue } from '#schemas/capability/capability/catalogue.ts';
import * as contracts from '#schemas/capability/capability/routes.ts';
import { route } from '#shared/http/route.ts';

export const listCapabilities = route(contracts.listCapabilities, async () => ({
  status: 200,
  body: { items: Object.values(catalogue) },
}));
