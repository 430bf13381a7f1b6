import { describe, expect, it } from 'vitest';
import { listImports } from '#schemas/asset/import/routes.ts';
import {
  addSeed,
  getSeed,
  getSeedHistory,
  listSeeds,
  removeSeed,
  updateSeed,
} from '#schemas/asset/seed/routes.ts';
import { idOf } from '#schemas/id.ts';
import { nmapFile, upHost } from '../../capability/scan/scan-fixture.ts';
import { DAYS } from '../samples.ts';
import { assetService } from '../service.ts';

describe('the seeds of an account', () => {
  it('are added, listed, changed and removed', async () => {
    const service = assetService();
    const made = await service.ok(addSeed, { body: { value: 'Example.com' } });
    expect(made).toEqual({
      id: idOf('#seed#domain#example.com'),
      key: '#seed#domain#example.com',
      version: 1,
    });
    await service.ok(addSeed, { body: { value: '198.51.100.9/24', tags: ['office'], status: 'A' } });
    expect((await service.ok(listSeeds)).items.map(({ value, status }) => [value, status])).toEqual([
      ['example.com', 'P'],
      ['198.51.100.0/24', 'A'],
    ]);
    expect((await service.ok(listSeeds, { query: { kind: 'ip' } })).items).toHaveLength(1);
    await service.ok(updateSeed, { id: made.id, body: { status: 'A', comment: 'ours' } });
    expect(await service.ok(getSeed, { id: made.id })).toMatchObject({
      status: 'A',
      history: [{ from: 'P', to: 'A', comment: 'ours' }],
    });
    await service.ok(removeSeed, { id: made.id });
    expect((await service.ok(listSeeds)).items).toHaveLength(1);
    expect((await service.ok(listSeeds, { query: { status: 'D' } })).items).toMatchObject([
      { key: made.key },
    ]);
    expect(await service.ok(addSeed, { body: { value: 'EXAMPLE.com' } })).toMatchObject({ version: 4 });
    const { items } = await service.ok(getSeedHistory, { id: made.id });
    expect(items.map(({ event_type }) => event_type)).toEqual([
      'SeedAdded',
      'SeedUpdated',
      'SeedRemoved',
      'SeedAdded',
    ]);
  });

  it('are refused with the field at fault', async () => {
    const service = assetService();
    expect(await service.call(addSeed, { body: { value: 'https://example.com/' } })).toMatchObject({
      status: 400,
      problem: {
        code: 'invalid',
        errors: [
          {
            path: 'body.value',
            message: 'must be a domain name, an address or a network, such as 198.51.100.0/24',
          },
        ],
      },
    });
    await service.ok(addSeed, { body: { value: 'example.com' } });
    expect(await service.call(addSeed, { body: { value: 'example.com' } })).toMatchObject({ status: 409 });
    expect(await service.call(removeSeed, { id: idOf('#seed#domain#other.com') })).toMatchObject({
      status: 404,
    });
  });
});

describe('the imports of an account', () => {
  it('are listed newest first, by when they began and by how they stand', async () => {
    const service = assetService();
    const file = Buffer.from(nmapFile(upHost()));
    await service.importScan('first.xml', file);
    service.pass(DAYS);
    await service.importScan('second.xml', file);
    service.pass(DAYS);
    await service.react(await service.report('third.xml', file));
    const files = async (query: Record<string, string>) =>
      (await service.ok(listImports, { query })).items.map((item) => item.file);
    expect(await files({})).toEqual(['third.xml', 'second.xml', 'first.xml']);
    expect(await files({ status: 'running' })).toEqual(['third.xml']);
    expect(await files({ createdFrom: '2026-11-25' })).toEqual(['third.xml', 'second.xml']);
    expect(await files({ createdTo: '2026-11-25' })).toEqual(['second.xml', 'first.xml']);
    expect(await files({ createdFrom: '2026-11-24T12:00:00Z', createdTo: '2026-11-24T12:00:00Z' })).toEqual([
      'first.xml',
    ]);
    expect(
      (await service.ok(listImports, { account: '0b0f3f7e-6a1c-4c58-9a54-ffffffffffff' })).items,
    ).toEqual([]);
  });
});
