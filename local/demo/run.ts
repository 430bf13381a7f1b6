import type { Api } from '../../cli/client.ts';
import { signIn } from '../../cli/connection.ts';
import { importScan } from '../../cli/import-scan.ts';
import { printable } from '../../cli/output.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { reachableApiUrl } from '../api-url.ts';
import { deploy, type Outputs } from '../deploy.ts';
import { type Engine, environment, startEngine } from '../engine.ts';
import { onShutdown } from '../shutdown.ts';
import { createDemoAccount, type DemoAccount } from './account.ts';
import type { DemoFile } from './arguments.ts';
import { BusWatch } from './bus-watch.ts';
import { collectReport, type DemoImport } from './collect.ts';
import type { Report } from './report.ts';
import { step } from './step.ts';

const PREFIX = 'chariot-local';
/** A step of an import, or the bus, that stands still for so long has failed. */
const IMPORT_PATIENCE_MS = 120_000;
const BUS_PATIENCE_MS = 20_000;

/** The results of a demo, for as long as it is up. */
export interface Demo {
  readonly engine: Engine;
  readonly apiUrl: string;
  readonly account: DemoAccount;
  readonly report: Report;
  /** Why it was not a success; empty when it was. */
  readonly failures: readonly string[];
}

/** Lets the SDK's clients of this process use the engine, and nothing else of AWS that the user has configured. */
function useEngine(engine: Engine): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) delete process.env[name];
  }
  Object.assign(process.env, environment(engine));
}

function apiUrlOf(outputs: Outputs, engine: Engine): string {
  const url = outputs[`${PREFIX}-platform`]?.ApiUrl;
  if (!url) throw new Error('the deployment did not say where its API is');
  return reachableApiUrl(engine.endpoint, url);
}

function failuresOf(report: Report): string[] {
  const jobs = report.jobs.flatMap(({ file, status, reason }) =>
    reason ? [`${file}: ${status}: ${reason}`] : [],
  );
  const { unpublished } = report;
  return unpublished > 0 ? [...jobs, `${unpublished} stored events were never seen on the bus`] : jobs;
}

type Steps = Record<'engine' | 'deploy' | 'account' | 'imports' | 'report', number>;

/** Times the demo's steps in milliseconds. */
class Stopwatch {
  readonly #started = performance.now();
  readonly #steps: Steps = { engine: 0, deploy: 0, account: 0, imports: 0, report: 0 };

  async time<T>(name: keyof Steps, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.#steps[name] += Math.round(performance.now() - started);
    }
  }

  get timings() {
    return { ...this.#steps, total: Math.round(performance.now() - this.#started) };
  }
}

/** Brings the platform up on an engine of its own. */
async function bringUp(terminal: Terminal, watch: Stopwatch) {
  const engine = await watch.time('engine', () =>
    step(terminal, 'Start the AWS engine', (log) => startEngine({ log })),
  );
  onShutdown(() => engine.stop());
  useEngine(engine);
  const outputs = await watch.time('deploy', () =>
    step(terminal, 'Build and deploy the stacks', (log) => deploy({ engine, stage: 'local', log })),
  );
  return { engine, apiUrl: apiUrlOf(outputs, engine) };
}

async function makeAccount(terminal: Terminal, apiUrl: string) {
  return step(terminal, 'Create the demo account', async () => {
    const account = await createDemoAccount(`${PREFIX}-account-commands`);
    const { api } = await signIn({ url: apiUrl, keyId: account.keyId, keySecret: account.keySecret });
    return { account, api };
  });
}

/** A file that fails is shown as failed, and the next one goes on. */
async function importFile(terminal: Terminal, api: Api, file: DemoFile): Promise<DemoImport> {
  const done: DemoImport[] = [];
  try {
    return await step(terminal, `Import ${printable(file.label)}`, async (say) => {
      const imported = await importScan(api, file, {
        patienceMs: IMPORT_PATIENCE_MS,
        onProgress: (phase, part, whole) =>
          say(`${phase} ${Math.round((100 * part) / Math.max(1, whole))} %`),
      });
      done.push({ ...imported, label: file.label });
      if (imported.reason) throw new Error(printable(imported.reason.message));
      return { ...imported, label: file.label };
    });
  } catch (error) {
    const [failed] = done;
    if (failed === undefined) throw error;
    return failed;
  }
}

/** Brings everything up, imports the files in their order and reads the result. */
export async function runDemo(files: readonly DemoFile[], terminal: Terminal): Promise<Demo> {
  const stopwatch = new Stopwatch();
  const { engine, apiUrl } = await bringUp(terminal, stopwatch);
  const bus = await BusWatch.start(`${PREFIX}-domain`);
  onShutdown(() => bus.stop());
  const { account, api } = await stopwatch.time('account', () => makeAccount(terminal, apiUrl));
  const imports: DemoImport[] = [];
  for (const file of files) {
    imports.push(await stopwatch.time('imports', () => importFile(terminal, api, file)));
  }
  const collected = await stopwatch.time('report', () =>
    step(terminal, 'Read what there is now', async () => {
      const published = () => bus.eventsOf(account.accountId);
      const report = await collectReport({ api, imports, published, patienceMs: BUS_PATIENCE_MS });
      await bus.stop();
      return report;
    }),
  );
  const took = imports.map((item) => ({ file: item.label, ...item.took }));
  const report = { ...collected, timings: { ...stopwatch.timings, files: took } };
  return { engine, apiUrl, account, report, failures: failuresOf(report) };
}
