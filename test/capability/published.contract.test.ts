import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CapabilityEvent } from '#schemas/capability/capability/events.ts';
import { CapabilityState } from '#schemas/capability/capability/state.ts';
import { JobEvent, jobUpcasters } from '#schemas/capability/job/events.ts';
import { JobState, JobStatus } from '#schemas/capability/job/state.ts';
import { ScanChunk, ScanManifest } from '#schemas/capability/scan/scan-report.ts';
import { upcast } from '#schemas/event.ts';

// What was published once is read for ever: a golden file is never edited, only added.
const folder = new URL('../../schemas/golden/capability/', import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const names = readdirSync(folder).map((name) => name.replace(/\.json$/, ''));
const eventNames = names.filter((name) => /^Job(?!State)/.test(name));

const types = JobEvent.options.map(({ shape }) => ({
  type: shape.type.value,
  version: shape.version.value,
}));

describe('The events of jobs', () => {
  it.each(types)('$type has a golden file for version $version and each before', ({ type, version }) => {
    for (let each = 1; each <= version; each += 1) expect(eventNames).toContain(`${type}.v${each}`);
  });

  it.each(eventNames)('%s is read today as what it means', (name) => {
    const { type, version, data } = golden(name);
    expect(name).toBe(`${type}.v${version}`);
    const lifted = upcast(jobUpcasters, type, version, data);
    expect(JobEvent.parse({ type, ...lifted })).toEqual({ type, ...lifted });
  });

  it.each(eventNames)('%s may not hold what nobody knows', (name) => {
    const event = golden(name);
    expect(JobEvent.safeParse({ ...event, data: { ...event.data, extra: 1 } }).success).toBe(false);
  });
});

describe('The state of jobs', () => {
  it.each(JobStatus.options)('%s is read today as it was kept', (status) => {
    const state = golden(`JobState.v1.${status}`);
    expect(state.status).toBe(status);
    expect(JobState.parse(state)).toEqual(state);
  });
});

describe('A scan report', () => {
  it('of every version is read today as it was written', () => {
    expect(ScanManifest.parse(golden('ScanManifest.v1'))).toEqual(golden('ScanManifest.v1'));
    expect(ScanChunk.parse(golden('ScanChunk.v1'))).toEqual(golden('ScanChunk.v1'));
    expect(ScanChunk.parse(golden('ScanChunk.v2'))).toEqual(golden('ScanChunk.v2'));
  });
});

describe('The events of capabilities', () => {
  it.each(CapabilityEvent.options.map(({ shape }) => `${shape.type.value}.v${shape.version.value}`))(
    '%s has a golden file, which is read today as what it means',
    (name) => {
      const event = golden(name);
      expect(CapabilityEvent.parse(event)).toEqual(event);
      expect(CapabilityEvent.safeParse({ ...event, data: { ...event.data, extra: 1 } }).success).toBe(false);
    },
  );

  it('lead to a state that is read today as it was kept', () => {
    const state = golden('CapabilityState.v1');
    expect(CapabilityState.parse(state)).toEqual(state);
  });
});
