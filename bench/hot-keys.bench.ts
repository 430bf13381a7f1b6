import { createAsset, tagAsset, updateAsset } from '#schemas/asset/asset/routes.ts';
import { addSeed } from '#schemas/asset/seed/routes.ts';
import { completeJob, createJob } from '#schemas/capability/job/routes.ts';
import { AccountId, Actor, CommandId, CorrelationId } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { Asset } from '../functions/asset/asset/asset.ts';
import { sighting } from '../test/asset/samples.ts';
import { assetService } from '../test/asset/service.ts';
import { capabilityService } from '../test/capability/service.ts';
import { CountingStore } from './counting-store.ts';
import { type Figure, figures } from './print.ts';
import { generator, zipf } from './zipf.ts';

// Which partition key of a table takes the most write units when its service carries out 1,000 commands a second. A partition takes
// 1,000 units a second; a quarter of that leaves room for a tenant that is four times as large. The tenants are Zipf-sized.

const COMMANDS = 5_000;
const A_SECOND = 1_000;

const random = generator(1);
const rank = zipf(1_000, random);
const tenant = () => `0b0f3f7e-6a1c-4c58-9a54-${String(rank()).padStart(12, '0')}`;

const KINDS = [
  ['base table', /^ACCOUNT#[^#]+#\d+$/],
  ['indexes of a tenant', /^ACCOUNT#[^#]+#.+#\d+$/],
  ['what is due', /^DUE#/],
] as const;

const found: Figure[] = [];

type Command = (account: string, n: number) => Promise<unknown>;

async function measure(name: string, { tally }: CountingStore, command: Command): Promise<void> {
  for (let n = 0; n < COMMANDS; n += 1) await command(tenant(), n);
  for (const [kind, pattern] of KINDS) {
    const { units } = tally.hottest(pattern);
    found.push({ name: `${name}: ${kind}`, value: (units * A_SECOND) / COMMANDS, aim: { atMost: 250 } });
  }
}

/** Scans: three of ten hosts are new, the others are seen again. */
async function observations(): Promise<void> {
  const store = new CountingStore();
  const hosts = new Map<string, number>();
  await measure('scanned hosts', store, (account, n) => {
    const known = hosts.get(account) ?? 0;
    const isNew = known === 0 || random() < 0.3;
    if (isNew) hosts.set(account, known + 1);
    const host = isNew ? known : Math.floor(random() * known);
    // An hour passes between one look at a tenant and the next.
    const seen = sighting(n * 3_600, {
      dns: `h${host}.${account}.test`,
      name: `10.0.${host >> 8}.${host & 255}`,
    });
    return execute(store, Asset, {
      key: `#asset#${seen.dns}#${seen.name}`,
      command: { type: 'ObserveAsset', sightings: [seen] },
      context: {
        accountId: AccountId.parse(account),
        actor: Actor.parse('service:asset'),
        commandId: CommandId.parse(`command-${n}`),
        correlationId: CorrelationId.parse('bench'),
        causationId: 'bench',
        body: '',
        now: seen.observedAt.replace('Z', '.000Z'),
      },
    });
  });
}

/** The edits of people and scripts. */
async function edits(): Promise<void> {
  const store = new CountingStore();
  const service = assetService({ store });
  const assets = new Map<string, string[]>();
  await measure('edits of assets', store, async (account, n) => {
    service.pass(1 / A_SECOND);
    const ids = assets.get(account) ?? [];
    assets.set(account, ids);
    const id = ids[Math.floor(random() * ids.length)];
    const kind = random();
    if (id === undefined || kind < 0.4) {
      const body = { dns: `h${n}.example.com`, name: `10.1.${n >> 8}.${n & 255}` };
      ids.push((await service.ok(createAsset, { account, body })).id);
    } else if (kind < 0.6) await service.ok(tagAsset, { account, id, body: { tags: [`t${n}`] } });
    else if (kind < 0.9) await service.ok(updateAsset, { account, id, body: { attributes: { n: `${n}` } } });
    else await service.ok(addSeed, { account, body: { value: `s${n}.example.com` } });
  });
}

async function jobs(): Promise<void> {
  const store = new CountingStore();
  const service = capabilityService({ store });
  const waiting: { account: string; id: string }[] = [];
  const body = { capability: 'nmap', file: { name: 'scan.xml', size: 4 } };
  await measure('jobs', store, async (account) => {
    service.pass(1 / A_SECOND);
    const next = random() < 0.5 ? waiting.shift() : undefined;
    if (next) await service.call(completeJob, next);
    else waiting.push({ account, id: (await service.ok(createJob, { account, body })).id });
  });
}

await observations();
await edits();
await jobs();
figures(`Hottest keys at ${A_SECOND} commands a second`, found);
