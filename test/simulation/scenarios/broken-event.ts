import { createAsset } from '#schemas/asset/asset/routes.ts';
import { assetService } from '../platform/asset-service.ts';
import { person } from '../platform/person.ts';
import { scenario } from './scenario.ts';

/** More than one call of the bus takes. */
const LEAST = 12;

/** One event breaks whatever carries it to the bus, each time, among more events than one call takes. */
export const brokenEvent = scenario({
  name: 'an event that breaks the bus, among many',
  seeds: 100,
  invariants: [],
  actors(platform) {
    const { choices } = platform.scheduler;
    const clients = assetService(platform);
    const many = LEAST + choices.pick(10);
    const broken = `"name":"192.0.2.${1 + choices.pick(many)}"`;
    platform.breaksBus = (detail) => detail.includes(broken);
    platform.isPoison = ({ payload }) => JSON.stringify(payload).includes(broken);
    for (let n = 1; n <= many; n += 1) {
      const body = { dns: 'www.acme.test', name: `192.0.2.${n}` };
      clients.ask({ ...person(n), contract: createAsset, body, idempotencyKey: `create-${n}` });
    }
    return {};
  },
});
