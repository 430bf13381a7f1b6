import { describe, expect, it } from 'vitest';
import { JobStatus } from '#schemas/capability/job/state.ts';
import { services } from '#schemas/services.ts';
import { aggregates } from '../kit/aggregates.ts';
import {
  eventIn,
  golden,
  goldenFolders,
  goldenNames,
  type Kind,
  kinds,
  requiredIn,
  stateIn,
} from '../kit/golden.ts';

/** Only the event that makes them says all that their states must hold. Of others, any event may be the first. */
const MADE_FIRST: ReadonlySet<string> = new Set(['Account', 'ApiKey']);

const variantsOf = (service: string, name: string): string[] =>
  goldenNames(service).filter((each) => each === name || each.startsWith(`${name}.`));
const filesOf = ({ service, events, name }: Kind) => ({
  events: events.flatMap(({ type }) => goldenNames(service).filter((each) => each.startsWith(`${type}.v`))),
  states: goldenNames(service).filter((each) => each.startsWith(`${name}State.v`)),
});
const newestOf = (kind: Kind, type: string): number =>
  kind.events.find((event) => event.type === type)?.version ??
  expect.unreachable(`no event is called ${type}`);

describe.each(kinds.map((kind) => [kind.name, kind] as const))('of %s', (name, kind) => {
  const { service, schemas } = kind;
  const rules = kind.rules ?? expect.unreachable(`${name} is in a manifest, and has no rules`);
  const files = filesOf(kind);

  it.each(kind.events)(
    '$type has a golden file for version $version and each before',
    ({ type, version }) => {
      for (let each = 1; each <= version; each += 1)
        expect(variantsOf(service, `${type}.v${each}`), `${type}.v${each}`).not.toEqual([]);
    },
  );

  it.each(files.events)('%s is read today as what it means', (file) => {
    const { type, version, data } = golden(service, file);
    expect(variantsOf(service, `${type}.v${version}`)).toContain(file);
    const newest = newestOf(kind, type);
    expect(eventIn(kind, file)).toMatchObject({ type, version: newest, data });
    if (version === newest) expect(eventIn(kind, file)).toEqual({ type, version, data });
  });

  it.each(files.events)(
    '%s may not hold an unknown field, nor lack one that its version requires',
    (file) => {
      const event = golden(service, file);
      const { type, version } = event;
      const schema = version === newestOf(kind, type) ? schemas.events : schemas.olderEvents;
      const accepts = (data: object) => schema?.safeParse({ ...event, data }).success;
      expect(accepts(event.data)).toBe(true);
      expect(accepts({ ...event.data, extra: 1 })).toBe(false);
      for (const field of requiredIn(type, version)) {
        const { [field]: _gone, ...data } = event.data;
        expect(accepts(data), `without ${field}`).toBe(false);
      }
    },
  );

  it.each(files.events)('%s is taken by the state, also when nothing came before it', (file) => {
    const state = rules.evolve(undefined, eventIn(kind, file));
    if (!MADE_FIRST.has(name)) expect(schemas.state.parse(state)).toEqual(state);
    expect(() => rules.index(state)).not.toThrow();
  });

  it('the state has a golden file for each version', () => {
    for (let each = 1; each <= rules.stateVersion; each += 1)
      expect(variantsOf(service, `${name}State.v${each}`), `${name}State.v${each}`).not.toEqual([]);
  });

  it.each(files.states)('%s is read today as it was kept', (file) => {
    const { version, state } = stateIn(kind, file);
    expect(version).toBe(rules.stateVersion);
    expect(state).toMatchObject(golden(service, file));
    if (file.startsWith(`${name}State.v${rules.stateVersion}`)) expect(state).toEqual(golden(service, file));
  });

  it('the manifest says `due: true` if, and only if, some golden state is due', () => {
    const due = files.states.filter(
      (file) => rules.index(schemas.state.parse(stateIn(kind, file).state) as object).due !== undefined,
    );
    const place = `schemas/${service}/service.ts: ${name}`;
    if (schemas.due) expect(due, `${place} says \`due\`, and no golden state of it is due`).not.toEqual([]);
    else expect(due, `${place} lacks \`due: true\`; its reactions must settle these states`).toEqual([]);
  });
});

describe('the states', () => {
  it.each([
    ...['running', 'complete', 'incomplete'].map((status) => ['asset', 'ImportState.v1', status] as const),
    ...JobStatus.options.map((status) => ['capability', 'JobState.v1', status] as const),
  ])('of %s have a golden file %s.%s', (service, name, status) => {
    expect(golden(service, `${name}.${status}`).status).toBe(status);
  });

  it.each([
    [
      'AssetState.v1',
      'AssetDiscovered.v1',
      'AssetScanned.v1',
      'AssetScanned.v1.gone',
      'AssetUpdated.v1',
      'AssetTagged.v1',
      'AssetReclassified.v1',
    ],
    ['AssetState.v2', 'AssetDiscovered.v2', 'AssetScanned.v2', 'AssetUpdated.v1'],
    ['SeedState.v1', 'SeedAdded.v1', 'SeedUpdated.v1', 'SeedRemoved.v1'],
  ])('%s is what its events add up to', (name, ...events) => {
    const kind = kinds.find((each) => name.startsWith(`${each.name}State.`));
    if (!kind?.rules) return expect.unreachable(`no aggregate has the state ${name}`);
    const { evolve } = kind.rules;
    const fold = events.reduce<object | undefined>(
      (state, file) => evolve(state, eventIn(kind, file)),
      undefined,
    );
    expect(fold).toEqual(stateIn(kind, name).state);
  });
});

describe.each(services.map(({ name, documents = {} }) => [name, documents] as const))(
  'the golden files of %s',
  (service, documents) => {
    it('hold each document, which is read today as it was written', () => {
      for (const [name, schema] of Object.entries(documents))
        expect(schema.parse(golden(service, name))).toEqual(golden(service, name));
    });

    it('are all of an event, a state or a document', () => {
      const known = kinds.filter((kind) => kind.service === service).map(filesOf);
      const named = known.flatMap(({ events, states }) => [...events, ...states]);
      expect([...named, ...Object.keys(documents)].toSorted()).toEqual(goldenNames(service).toSorted());
    });
  },
);

it('golden files and rules are those of the manifests, and no others', () => {
  expect(goldenFolders.toSorted()).toEqual(services.map(({ name }) => name as string).toSorted());
  expect(aggregates.map(({ type }) => type).toSorted()).toEqual(kinds.map(({ name }) => name).toSorted());
});
