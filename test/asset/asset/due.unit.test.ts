import { describe, expect, it } from 'vitest';
import { createAsset, getAsset, getAssetHistory } from '#schemas/asset/asset/routes.ts';
import { getImport } from '#schemas/asset/import/routes.ts';
import { idOf } from '#schemas/id.ts';
import type { DueMessage } from '#shared/due/due-message.ts';
import { settleDue } from '#shared/due/settle-due.ts';
import { DUE_SHARDS } from '#shared/event-store/event-store.ts';
import { nmapFile, upHost } from '../../capability/scan/scan-fixture.ts';
import { DAYS } from '../samples.ts';
import { type AssetService, assetService } from '../service.ts';

/** What the sweep finds now, and what comes of it. */
async function sweep(service: AssetService): Promise<number> {
  const found: DueMessage[] = [];
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
    for await (const { address, due: since } of service.store.due(shard, service.now()))
      found.push({ ...address, due: since });
  }
  // A queue gives each message at least once.
  for (const message of [...found, ...found])
    await settleDue(service.store, service.due, message, service.now());
  return found.length;
}

describe('the sweep', () => {
  it('ends an asset that nobody has seen for thirty days, once, and leaves the rest', async () => {
    const service = assetService();
    const { id } = await service.ok(createAsset, { body: { dns: 'old.acme.test', name: '192.0.2.1' } });
    service.pass(DAYS);
    await service.ok(createAsset, { body: { dns: 'new.acme.test', name: '192.0.2.2' } });
    expect(await sweep(service)).toBe(0);
    service.pass(29 * DAYS);
    expect(await sweep(service)).toBe(1);
    expect(await sweep(service)).toBe(0);
    expect(await service.ok(getAsset, { id })).toMatchObject({ version: 2, deletion: { reason: 'expired' } });
    const { items } = await service.ok(getAssetHistory, { id });
    expect(items.at(-1)).toMatchObject({
      event_type: 'AssetDeleted',
      metadata: { actor: 'service:asset' },
    });
  });

  it('finds nothing due of an asset that was seen again', async () => {
    const service = assetService();
    const file = Buffer.from(nmapFile(upHost()));
    await service.importScan('first.xml', file);
    service.pass(20 * DAYS);
    await service.importScan('second.xml', file);
    service.pass(20 * DAYS);
    expect(await sweep(service)).toBe(0);
    expect(await service.ok(getAsset, { id: idOf('#asset#192.0.2.10#192.0.2.10') })).toMatchObject({
      status: 'A',
    });
  });

  it('ends an import that gets no further as incomplete, and its last chunk may still come', async () => {
    const service = assetService();
    const event = await service.report('scan.xml', Buffer.from(nmapFile(upHost())));
    await service.react(event);
    const id = idOf(event.aggregate_id);
    service.pass(6 * 3600);
    expect(await sweep(service)).toBe(1);
    expect(await service.ok(getImport, { id })).toMatchObject({ status: 'incomplete', noted: 0, total: 1 });
    expect(await sweep(service)).toBe(0);
    await service.drain();
    expect(await service.ok(getImport, { id })).toMatchObject({ status: 'complete', noted: 1 });
  });
});
