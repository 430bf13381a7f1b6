import type { Command } from 'commander';
import type { AssetView } from '#schemas/asset/asset/views.ts';
import { importKey } from '#schemas/asset/import/state.ts';
import { defined } from '#schemas/defined.ts';
import type { Envelope } from '#schemas/envelope.ts';
import { idOf } from '#schemas/id.ts';
import type { Api } from '../client.ts';
import { type CommonOptions, inAccount, type Run } from '../command.ts';
import { isMissing } from '../connection.ts';
import { keyHelp, resolveId } from '../keys.ts';
import { printable, wholeSecond } from '../output.ts';
import { collect } from '../pages.ts';

/** Where an asset was seen: by whom or by which scan, and when. */
interface Provenance {
  readonly at: string;
  /** The actor of the event: a person, or the service that took the scan in. */
  readonly by: string;
  readonly job?: string | undefined;
  readonly capability?: string | undefined;
  readonly file?: string | undefined;
}

/** What a missing thing is answered with; any other failure goes on up. */
async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function provenanceOf(api: Api, event: Envelope | undefined): Promise<Provenance | undefined> {
  if (!event) return undefined;
  const seen = { at: wholeSecond(event.timestamp), by: event.metadata.actor };
  const job = event.event_data.import;
  if (typeof job !== 'string') return seen;
  const found = await unlessMissing(api.getImport({ params: { id: idOf(importKey(job)) } }));
  return defined({ ...seen, job, capability: found?.body.capability, file: found?.body.file });
}

const scanText = ({ at, by, job, capability, file }: Provenance): string =>
  job === undefined
    ? `${at} by ${printable(by)}`
    : `${at} by ${printable(capability ?? 'a scan')}${file === undefined ? '' : `, in ${printable(file)}`}, job ${job}`;

function scopeText({ inScope, seed }: AssetView, mode: string | undefined): string {
  if (seed !== undefined) return `${inScope ? 'yes' : 'no'}: ${printable(seed)} ${mode ?? 'cover'}s it`;
  return inScope ? 'yes: no seed speaks against it' : 'no: no seed covers it';
}

async function answerOf(api: Api, id: string) {
  const { body: asset } = await api.getAsset({ params: { id } });
  const history = await collect((query) => api.getAssetHistory({ params: { id }, query }));
  const newest = (type: string) => history.findLast((event) => event.event_type === type);
  const seed = asset.seed && (await unlessMissing(api.getSeed({ params: { id: idOf(asset.seed) } })));
  const found = await provenanceOf(api, newest('AssetDiscovered'));
  const changed = await provenanceOf(api, newest('AssetScanned'));
  return { asset, seed: seed ? seed.body : undefined, found, changed };
}

/** Why an asset is there: the seed that it belongs to, and the scan that found it. */
export function why(program: Command, run: Run): void {
  inAccount(
    program
      .command('why')
      .description('say which seed an asset belongs to, and which scan it comes from')
      .argument('<key>', keyHelp.asset),
    'chariot why www.example.com',
    "chariot why '#asset#www.example.com#192.0.2.1' --json",
  ).action((key: string, options: CommonOptions) =>
    run(options, async ({ connect }) => {
      const api = await connect();
      const { asset, seed, found, changed } = await answerOf(api, await resolveId(api, 'asset', key));
      const lines = [
        `asset         ${printable(asset.key)}`,
        `in scope      ${scopeText(asset, seed?.mode)}`,
        ...(found ? [`found         ${scanText(found)}`] : []),
        ...(changed ? [`last scanned  ${scanText(changed)}`] : []),
      ];
      const { inScope } = asset;
      return {
        json: defined({ id: asset.id, key: asset.key, inScope, seed, found, lastScanned: changed }),
        text: `${lines.join('\n')}\n`,
      };
    }),
  );
}
