import { CapabilityName, catalogue } from '#schemas/capability/capability/catalogue.ts';
import * as contracts from '#schemas/capability/capability/routes.ts';
import { notFound } from '#shared/http/not-found.ts';
import { route } from '#shared/http/route.ts';

export const getCapability = route(contracts.getCapability, async ({ params }) => {
  const name = CapabilityName.safeParse(params.name);
  if (!name.success) throw notFound('capability');
  return { status: 200, body: catalogue[name.data] };
});
