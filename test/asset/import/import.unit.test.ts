import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportEvent } from '#schemas/asset/import/events.ts';
import { type ImportState, NO_COUNTS } from '#schemas/asset/import/state.ts';
import type { ImportCommand } from '../../../functions/asset/import/domain/command.ts';
import { Import as Aggregate } from '../../../functions/asset/import/domain/import.ts';
import { given } from '../../kit/given.ts';
import { at, inSteps, JOB, type Step } from '../samples.ts';

const Import = inSteps(Aggregate);

const HOURS = 3600;
const facts = {
  job: JOB,
  file: 'scan.xml',
  capability: 'nmap',
  manifest: { bucket: 'b', key: 'reports/manifest.json', sha256: 'a'.repeat(64) },
  lists: { bucket: 'own', prefix: 'imports/x/' },
};
const { job: jobId, file: fileName, ...others } = facts;
const start = (total: number): Step<ImportCommand> => ({
  type: 'StartImport',
  ...{ jobId, fileName, ...others, total },
  now: at(0),
});
const listOf = (chunk: number) => ({ key: `chunk-${chunk}/list.json`, sha256: 'b'.repeat(64) });
const counts = (opened: number) => ({ ...NO_COUNTS, observed: 10, opened });
const note = (chunk: number, seconds = chunk): Step<ImportCommand> => ({
  type: 'NoteChunk',
  chunk,
  counts: counts(chunk),
  list: listOf(chunk),
  now: at(seconds),
});
const incomplete = (seconds: number): Step<ImportCommand> => ({
  type: 'MarkImportIncomplete',
  now: at(seconds),
});

function events(...commands: readonly Step<ImportCommand>[]): ImportEvent[] {
  const all: ImportEvent[] = [];
  for (const command of commands) {
    all.push(...Import.decide(command, all.reduce<ImportState | undefined>(Import.evolve, undefined)));
  }
  return all;
}
const stateOf = (...commands: readonly Step<ImportCommand>[]) => given(Import, ...events(...commands)).state!;

describe('an import', () => {
  it('starts once', () => {
    given(Import)
      .when(start(2))
      .thenHappens({ type: 'ImportStarted', version: 1, data: { ...facts, total: 2, at: at(0) } });
    given(Import, ...events(start(2)))
      .when(start(2))
      .thenNothing();
  });

  it('of a report without hosts is done at once', () => {
    expect(events(start(0)).map(({ type }) => type)).toEqual(['ImportStarted', 'ScanImported']);
    expect(stateOf(start(0))).toMatchObject({ status: 'complete', counts: NO_COUNTS });
  });

  it('counts each chunk once, in any order', () => {
    const state = stateOf(start(3), note(3), note(1), note(3));
    expect(state).toMatchObject({ status: 'running', noted: '1,3', counts: { observed: 20, opened: 4 } });
    given(Import, ...events(start(3), note(3)))
      .when(note(3))
      .thenNothing();
  });

  it('is complete with its last chunk, and sums up the whole file', () => {
    given(Import, ...events(start(2), note(2)))
      .when(note(1, 5))
      .thenHappens(
        {
          type: 'ImportChunkNoted',
          version: 2,
          data: { chunk: 1, counts: counts(1), list: listOf(1), at: at(5) },
        },
        {
          type: 'ScanImported',
          version: 1,
          data: {
            job: JOB,
            file: facts.file,
            capability: 'nmap',
            total: 2,
            counts: { ...NO_COUNTS, observed: 20, opened: 3 },
            lists: facts.lists,
            at: at(5),
          },
        },
      );
    expect(stateOf(start(2), note(2), note(1))).toMatchObject({ status: 'complete', noted: '1-2' });
  });

  it('knows no chunk that its report has not', () => {
    given(Import, ...events(start(2)))
      .when(note(3))
      .thenRefused('no-such-chunk');
    given(Import).when(note(1)).thenRefused('not-found');
  });

  it('is due six hours after it last got on, and then names the missing chunks', () => {
    expect(Import.index(stateOf(start(5))).due).toBe(at(6 * HOURS));
    const running = [start(5), note(2, 100), note(4, 200)];
    expect(Import.index(stateOf(...running)).due).toBe(at(200 + 6 * HOURS));
    given(Import, ...events(...running))
      .when(incomplete(200 + 6 * HOURS - 1))
      .thenNothing();
    given(Import, ...events(...running))
      .when(incomplete(200 + 6 * HOURS))
      .thenHappens({
        type: 'ImportIncomplete',
        version: 1,
        data: {
          job: JOB,
          missing: '1,3,5',
          counts: { ...NO_COUNTS, observed: 20, opened: 6 },
          at: at(200 + 6 * HOURS),
        },
      });
  });

  it('that is incomplete is not due again, and a late last chunk completes it', () => {
    const ended = [start(2), note(1), incomplete(7 * HOURS)];
    expect(stateOf(...ended)).toMatchObject({ status: 'incomplete' });
    expect(Import.index(stateOf(...ended)).due).toBeUndefined();
    expect(stateOf(...ended, note(2, 8 * HOURS))).toMatchObject({ status: 'complete', ended: at(8 * HOURS) });
  });

  it('that is complete is never due', () => {
    expect(Import.index(stateOf(start(1), note(1))).due).toBeUndefined();
    given(Import, ...events(start(1), note(1)))
      .when(incomplete(100 * HOURS))
      .thenNothing();
  });

  it('ends once, with the same counts, for every order of its chunks with repeats', () => {
    const order = fc
      .integer({ min: 1, max: 8 })
      .chain((total) =>
        fc.tuple(
          fc.constant(total),
          fc.shuffledSubarray([...Array(total).keys()], { minLength: total }),
          fc.array(fc.integer({ min: 1, max: total }), { maxLength: 4 }),
        ),
      );
    fc.assert(
      fc.property(order, ([total, chunks, repeats]) => {
        const all = events(
          start(total),
          ...[...chunks.map((index) => index + 1), ...repeats].map((n) => note(n, 1)),
        );
        const ends = all.filter(({ type }) => type === 'ScanImported');
        expect(ends).toHaveLength(1);
        expect(ends[0]).toMatchObject({
          data: { counts: { observed: 10 * total, opened: (total * (total + 1)) / 2 } },
        });
      }),
    );
  });
});
