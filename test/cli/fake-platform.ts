import type { AssetView } from '#schemas/asset/asset/views.ts';
import type { ImportChange } from '#schemas/asset/import/state.ts';
import type { JobReason } from '#schemas/capability/job/state.ts';
import type { Envelope } from '#schemas/envelope.ts';
import { idOf, keyOf } from '#schemas/id.ts';
import { type FakeApi, type FakeCall, type FakeRoutes, problem, startFakeApi } from './fake-api.ts';

const at = '2026-11-24T00:04:00.000Z';
const atSecond = '2026-11-24T00:04:00Z';
const account = '01900000-0000-7000-8000-000000000001';

/** What the fake makes of an uploaded file, by the file's name. */
export type Plan = Readonly<
  Record<string, { readonly reason: JobReason } | { readonly changes: readonly ImportChange[] }>
>;

export const asset = (dns: string, name: string, more: Partial<AssetView> = {}): AssetView => {
  const key = `#asset#${dns}#${name}`;
  return {
    id: idOf(key),
    key,
    version: 1,
    dns,
    name,
    class: 'domain',
    private: false,
    status: 'A',
    source: 'nmap',
    origin: '',
    created: atSecond,
    visited: atSecond,
    ttl: 0,
    tags: [],
    attributes: {},
    technologies: [],
    capability: [],
    attackSurface: [],
    origins: [],
    history: [],
    inScope: true,
    openPorts: 0,
    ports: [],
    ...more,
  };
};

const envelope = (type: string, id: string, version: number, data: Envelope['event_data']): Envelope => ({
  event_id: `01900000-0000-8000-8000-00000000000${version}`,
  aggregate_id: id,
  aggregate_type: 'Asset',
  event_type: type,
  event_version: 1,
  aggregate_version: version,
  event_data: data,
  metadata: {
    account_id: account,
    actor: 'key:ck_1',
    command_id: `command-${id.length}-${version}`,
    correlation_id: 'c',
    causation_id: 'c',
    vector_clock: {},
  } as Envelope['metadata'],
  timestamp: at,
  service_name: 'asset',
});

interface FakeJob {
  readonly jobId: string;
  readonly file: { readonly name: string; readonly size: number };
  /** How often it was asked for since it was complete: it takes a few looks to get through. */
  looks: number;
  done: boolean;
}

const paged = <T>(items: readonly T[], query: Record<string, unknown>, more: object = {}) => {
  const from = Number(query.cursor ?? 0);
  const to = from + Math.min(2, Number(query.limit ?? 2));
  return {
    status: 200,
    body: { items: items.slice(from, to), ...(to < items.length ? { cursor: String(to) } : {}), ...more },
  };
};

const jobOf = (jobs: Map<string, FakeJob>, call: FakeCall): FakeJob | undefined =>
  jobs.get(keyOf(call.params.id ?? '') ?? '');

function jobBody(job: FakeJob, plan: Plan) {
  const key = `#job#${job.jobId}`;
  const outcome = plan[job.file.name];
  const over = job.done && job.looks > 1;
  const reason = outcome && 'reason' in outcome ? outcome.reason : undefined;
  return {
    id: idOf(key),
    key,
    version: 2,
    jobId: job.jobId,
    capability: 'nmap',
    file: job.file,
    ...(over
      ? { status: reason ? 'failed' : 'completed', code: reason ? 'JF' : 'JP', ...(reason ? { reason } : {}) }
      : { status: job.done ? 'processing' : 'running', code: 'JR' }),
    attempt: 1,
    created: at,
    updated: at,
    config: {},
  };
}

function importBody(job: FakeJob, plan: Plan, status: string) {
  const key = `#import#${job.jobId}`;
  const outcome = plan[job.file.name];
  const changes = outcome && 'changes' in outcome ? outcome.changes : [];
  const count = (kind: string) => changes.filter(({ change }) => change === kind).length;
  return {
    id: idOf(key),
    key,
    version: 1,
    status,
    jobId: job.jobId,
    file: job.file.name,
    capability: 'nmap',
    total: 1,
    noted: status === 'running' ? 0 : 1,
    counts: {
      observed: 2,
      appeared: count('appeared'),
      gone: count('gone'),
      opened: count('opened'),
      closed: count('closed'),
      refused: count('refused'),
    },
    lists: { bucket: 'b', prefix: 'p' },
    started: at,
    progressed: at,
  };
}

function jobRoutes(plan: Plan, jobs: Map<string, FakeJob>, uploadUrl: () => string): FakeRoutes {
  return {
    createJob: ({ body }) => {
      const jobId = `01900000-0000-7000-8000-0000000000${String(jobs.size + 10)}`;
      const key = `#job#${jobId}`;
      jobs.set(key, { jobId, file: (body as { file: FakeJob['file'] }).file, looks: 0, done: false });
      const upload = { method: 'PUT', url: `${uploadUrl()}/upload/${jobId}`, headers: {}, expiresAt: at };
      return { status: 201, body: { id: idOf(key), key, version: 2, upload } };
    },
    completeJob: (call) => {
      const job = jobOf(jobs, call);
      if (!job) return problem(404, 'not-found');
      job.done = true;
      return { status: 202, body: { id: call.params.id, key: `#job#${job.jobId}`, version: 3 } };
    },
    getJob: (call) => {
      const job = jobOf(jobs, call);
      if (!job) return problem(404, 'not-found');
      job.looks += 1;
      return { status: 200, body: jobBody(job, plan) };
    },
    listJobs: ({ query }) =>
      paged(
        [...jobs.values()].map((job) => {
          const { config: _config, ...item } = jobBody(job, plan);
          return item;
        }),
        query,
      ),
    // The import is not there at once, then it runs, then it is complete.
    getImport: (call) => {
      if (call.params.id === idOf(`#import#${FOUND_BY}`)) {
        const job: FakeJob = { jobId: FOUND_BY, file: { name: 'found.xml', size: 1 }, looks: 9, done: true };
        return { status: 200, body: importBody(job, plan, 'complete') };
      }
      const job = jobOf(jobs, call);
      if (!job) return problem(404, 'not-found');
      job.looks += 1;
      if (job.looks < 4) return problem(404, 'not-found');
      return { status: 200, body: importBody(job, plan, job.looks < 5 ? 'running' : 'complete') };
    },
    listImportChanges: (call) => {
      const outcome = plan[jobOf(jobs, call)?.file.name ?? ''];
      return paged(outcome && 'changes' in outcome ? outcome.changes : [], call.query, {
        status: 'complete',
      });
    },
  };
}

/** The job that found every asset of the fake. */
export const FOUND_BY = '01900000-0000-7000-8000-0000000000ff';

/** A fake of the whole platform that knows these assets, and does as planned with each file. */
export function startFakePlatform(assets: readonly AssetView[], plan: Plan = {}): Promise<FakeApi> {
  const jobs = new Map<string, FakeJob>();
  let api: FakeApi | undefined;
  const start = startFakeApi({
    ...jobRoutes(plan, jobs, () => api?.url ?? ''),
    listAssets: ({ query }) =>
      paged(
        assets.filter((item) => item.key.startsWith(String(query.keyPrefix ?? ''))),
        query,
      ),
    getAsset: ({ params }) => {
      const found = assets.find((item) => item.id === params.id);
      return found
        ? { status: 200, body: found }
        : problem(404, 'not-found', { detail: 'There is no such asset.' });
    },
    getAssetHistory: ({ params, query }) =>
      paged(
        [
          envelope('AssetDiscovered', params.id ?? '', 1, {
            dns: 'www.acme.test',
            import: FOUND_BY,
            ports: [1, 2, 3, 4],
            by: 'x\u001b[2J',
          }),
          envelope('AssetTagged', params.id ?? '', 2, { tags: ['a', 'b'] }),
          envelope('AssetDeleted', params.id ?? '', 3, { reason: 'removed' }),
        ],
        query,
      ),
    getAccount: () => ({
      status: 200,
      body: {
        id: idOf(`#account#1`),
        key: '#account#1',
        version: 1,
        account,
        name: 'Acme',
        owner: 'ann@acme.test',
        status: 'active',
        created: at,
        admins: ['ann@acme.test'],
        role: 'admin',
        permissions: ['read'],
      },
    }),
    addSeed: ({ body }) => {
      const key = `#seed#domain#${(body as { value: string }).value}`;
      return { status: 201, body: { id: idOf(key), key, version: 1 } };
    },
    getSeed: ({ params }) => {
      const key = keyOf(params.id ?? '') ?? '';
      if (key !== '#seed#domain#acme.test') return problem(404, 'not-found');
      const known = { kind: 'domain', class: 'tld', value: 'acme.test', status: 'P', source: 'self' };
      const coverage = { mode: 'include', subdomains: true };
      return {
        status: 200,
        body: {
          id: params.id,
          key,
          version: 1,
          ...known,
          ...coverage,
          created: atSecond,
          tags: [],
          history: [],
        },
      };
    },
    removeSeed: ({ params }) => ({
      status: 200,
      body: { id: params.id, key: keyOf(params.id ?? ''), version: 2 },
    }),
  });
  return start.then((started) => {
    api = started;
    return started;
  });
}
