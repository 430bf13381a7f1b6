import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { assetService } from '#schemas/asset/service.ts';
import { AccountId } from '#schemas/primitives.ts';
import { addressOf } from '#shared/event-store/address.ts';
import { clientOf } from '../../cli/typed-client.ts';
import { documents } from '../support/endpoint.ts';
import { apiUrl, newTenant, prefix, type Tenant } from '../support/platform.ts';
import { killAmid, whileKilling } from '../support/processes.ts';

const COMMANDS = `${prefix}-asset-commands`;

let tenant: Tenant;

beforeAll(async () => {
  tenant = await newTenant('commands killed');
});

const asset = (name: string) => ({ dns: `${name}.example.com`, name: `${name}.example.com` });
const keyOf = (name: string) => `#asset#${name}.example.com#${name}.example.com`;

/** A client as the command line has it, and what the API answered to each of its commands, try by try. */
function recordedClient() {
  const answers = new Map<string, number[]>();
  const client = clientOf(assetService.routes, {
    baseUrl: apiUrl,
    token: async () => tenant.token,
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      const key = new Headers(init?.headers).get('idempotency-key');
      if (key !== null) answers.set(key, [...(answers.get(key) ?? []), response.status]);
      return response;
    },
  });
  return { client, tries: () => [...answers.values()] };
}

const isStored = async (name: string): Promise<boolean> => {
  const accountId = AccountId.parse(tenant.accountId);
  const Key = { ...addressOf({ accountId, prefix: 'ASSET', key: keyOf(name), shards: 4 }) };
  const { Item } = await documents.send(
    new GetCommand({ TableName: `${prefix}-asset`, Key, ConsistentRead: true }),
  );
  return Item !== undefined;
};

describe('a function that dies while it is called', () => {
  it('costs its callers a 5xx at worst: each repeat with the same Idempotency-Key gets through, and nothing is there twice', async () => {
    const { client, tries } = recordedClient();
    const wasHit = () => tries().some(([first]) => first !== 201);
    let written = 0;
    const writeAll = async () => {
      for (; written < 24 || (!wasHit() && written < 200); written += 4) {
        const bodies = Array.from({ length: 4 }, (_, at) => asset(`many-${written + at}`));
        await Promise.all(bodies.map((body) => client.createAsset({ body })));
      }
    };
    // Three times in the first minute: fewer than a client tries.
    await whileKilling(COMMANDS, [150, 1500, 400, 60_000], writeAll);

    expect(wasHit()).toBe(true);
    expect(tries()).toHaveLength(written);
    for (const statuses of tries()) {
      expect(statuses.at(-1)).toBe(201);
      for (const status of statuses.slice(0, -1)) expect([500, 502, 503, 504]).toContain(status);
    }
    const query = { consistent: 'true', keyPrefix: '#asset#many-', limit: 200 } as const;
    const { body } = await client.listAssets({ query });
    expect(body.items.map(({ version }) => version)).toEqual(Array.from({ length: written }, () => 1));
  });

  it('between its write and its answer, gives the repeat the answer of the first time', async () => {
    let hit: string | undefined;
    for (let n = 0; n < 50 && hit === undefined; n += 1) {
      const name = `one-${n}`;
      const { client, tries } = recordedClient();
      let isAnswered = false;
      const created = client.createAsset({ body: asset(name) }).finally(() => {
        isAnswered = true;
      });
      const look = async () => {
        const stored = await isStored(name);
        if (isAnswered || tries().length > 0) return 'over';
        return stored ? 'amid' : 'before';
      };
      await killAmid(COMMANDS, look, { sliceMs: 2 });
      const { status, body } = await created;
      expect([status, body.version]).toEqual([201, 1]);
      const [statuses = []] = tries();
      if (statuses.length > 1) hit = body.id;
      expect(await client.getAssetHistory({ params: { id: body.id }, query: {} })).toMatchObject({
        body: { items: [{ event_type: 'AssetDiscovered', aggregate_version: 1 }] },
      });
    }
    expect(hit, 'a command whose function died behind its write').toBeDefined();
  });
});
