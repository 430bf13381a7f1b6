import { describe, expect, it } from 'vitest';
import { JobSummary } from '#schemas/capability/job/state.ts';
import { dueOf } from '../../../functions/capability/job/domain/job.ts';
import { given } from '../../kit/given.ts';
import {
  counts,
  happened,
  Job,
  manifest,
  results,
  type Step,
  schedule,
  THREE,
  TWO,
  tool,
  warnings,
} from '../samples.ts';

const { scheduled, started, received, completed, failed, cancelled, timedOut } = happened;

const receive = (change: object = {}): Step => ({
  type: 'ReceiveResults',
  at: TWO,
  results: { ...results, ...change },
});
const complete: Step = { type: 'CompleteJob', at: THREE, manifest, counts, tool, warnings };
const fail: Step = { type: 'FailJob', at: THREE, reason: failed.data.reason };
const cancel: Step = { type: 'CancelJob', at: THREE, reason: undefined };
const timeOut = (at: string): Step => ({ type: 'TimeOutJob', at });

const before = [] as const;
const running = [scheduled, started] as const;
const processing = [...running, received] as const;

describe('A job that does not exist', () => {
  it('is scheduled and started by one command', () => {
    given(Job, ...before)
      .when(schedule)
      .thenHappens(scheduled, started);
  });

  it.each([receive(), complete, fail, cancel, timeOut(THREE)])('takes no other command: $type', (command) => {
    given(Job, ...before)
      .when(command)
      .thenRefused('not-found');
  });
});

describe('A job that waits for its file', () => {
  it('takes it, once it is there and as long as announced', () => {
    given(Job, ...running)
      .when(receive())
      .thenHappens(received);
  });

  it('refuses to go on without it', () => {
    given(Job, ...running)
      .when({ type: 'ReceiveResults', at: TWO, results: undefined })
      .thenRefused('upload-missing');
  });

  it('refuses a file of another length, and says both', () => {
    const refusal = given(Job, ...running)
      .when(receive({ size: 7 }))
      .thenRefused('upload-size-mismatch');
    expect(refusal.details).toEqual({ expected: 68_998, actual: 7 });
  });

  it('can be cancelled, with a reason or without', () => {
    given(Job, ...running)
      .when(cancel)
      .thenHappens(cancelled);
    const reason = { code: 'cancelled', message: 'wrong network' };
    given(Job, ...running)
      .when({ type: 'CancelJob', at: THREE, reason })
      .thenHappens({ ...cancelled, data: { ...cancelled.data, reason } });
  });

  it('times out an hour after its start, and not before', () => {
    given(Job, ...running)
      .when(timeOut('2026-11-24T13:59:59.999Z'))
      .thenNothing();
    given(Job, ...running)
      .when(timeOut('2026-11-24T14:00:00.000Z'))
      .thenHappens(timedOut);
  });

  it.each([complete, fail])('cannot end before its file has come: $type', (command) => {
    given(Job, ...running)
      .when(command)
      .thenRefused('job-has-no-results');
  });

  it('cannot be scheduled again', () => {
    given(Job, ...running)
      .when(schedule)
      .thenRefused('already-exists');
  });
});

describe('A job whose file is read', () => {
  it('completes with a report, or fails with a reason', () => {
    given(Job, ...processing)
      .when(complete)
      .thenHappens(completed);
    given(Job, ...processing)
      .when(fail)
      .thenHappens(failed);
  });

  it('does not mind to be told again that the file is there', () => {
    given(Job, ...processing)
      .when(receive({ receivedAt: THREE }))
      .thenNothing();
  });

  it('refuses another file than the one it reads', () => {
    given(Job, ...processing)
      .when(receive({ objectVersion: 'v2' }))
      .thenRefused('results-already-received');
  });

  it('can be cancelled', () => {
    given(Job, ...processing)
      .when(cancel)
      .thenHappens(cancelled);
  });

  it('times out two hours after the file came, and not when the upload would have', () => {
    given(Job, ...processing)
      .when(timeOut('2026-11-24T15:00:59.999Z'))
      .thenNothing();
    given(Job, ...processing)
      .when(timeOut('2026-11-24T17:01:00.000Z'))
      .thenHappens({
        ...timedOut,
        data: {
          ...timedOut.data,
          at: '2026-11-24T17:01:00.000Z',
          reason: { code: 'processing-timed-out', message: 'The file could not be read within two hours.' },
        },
      });
  });
});

describe('A job that is over', () => {
  it('with a report does nothing when it is completed again, and refuses another report', () => {
    given(Job, ...processing, completed)
      .when(complete)
      .thenNothing();
    given(Job, ...processing, completed)
      .when({ ...complete, manifest: { ...manifest, sha256: 'b'.repeat(64) } })
      .thenRefused('job-ended');
  });

  it('with a reason does nothing when it fails again with it', () => {
    given(Job, ...processing, failed)
      .when(fail)
      .thenNothing();
    given(Job, ...processing, failed)
      .when({ type: 'FailJob', at: THREE, reason: { code: 'not-xml', message: '' } })
      .thenRefused('job-ended');
  });

  it.each([
    ['completed', [...processing, completed], 'job-ended'],
    ['failed', [...processing, failed], 'job-ended'],
    ['timed out', [...running, timedOut], 'job-timed-out'],
  ])('because it %s cannot be cancelled', (_name, history, code) => {
    given(Job, ...history)
      .when(cancel)
      .thenRefused(code);
  });

  it('because it was cancelled can be cancelled again, which changes nothing', () => {
    given(Job, ...running, cancelled)
      .when(cancel)
      .thenNothing();
  });

  it.each([
    ['cancelled', cancelled, 'job-cancelled'],
    ['timed out', timedOut, 'job-timed-out'],
  ])('because it %s refuses late results and a late end', (_name, ending, code) => {
    given(Job, ...running, ending)
      .when(receive())
      .thenRefused(code);
    given(Job, ...processing, ending)
      .when(complete)
      .thenRefused(code);
    given(Job, ...processing, ending)
      .when(fail)
      .thenRefused(code);
  });

  it.each([completed, failed, cancelled, timedOut])('is never due again: $type', (ending) => {
    const { state } = given(Job, ...processing, ending);
    expect(dueOf(state!)).toBeUndefined();
    given(Job, ...processing, ending)
      .when(timeOut('2030-01-01T00:00:00.000Z'))
      .thenNothing();
  });
});

describe('The indexes of a job', () => {
  it.each([
    ['scheduled', [scheduled], 'JQ', undefined],
    ['running', running, 'JR', '2026-11-24T14:00:00.000Z'],
    ['processing', processing, 'JRA', '2026-11-24T17:01:00.000Z'],
    ['completed', [...processing, completed], 'JP', undefined],
    ['failed', [...processing, failed], 'JF', undefined],
    ['cancelled', [...running, cancelled], 'JF', undefined],
    ['timed-out', [...running, timedOut], 'JF', undefined],
  ])('say that it is %s, and how the legacy system spells that', (status, history, code, due) => {
    const { state } = given(Job, ...history);
    const entry = Job.index(state!);
    expect(entry).toMatchObject({
      byType: { partition: 'JOB', sort: 'CREATED#2026-11-24T13:00:00.000Z' },
      byStatus: { partition: `STATUS#${status}`, sort: 'CREATED#2026-11-24T13:00:00.000Z' },
      summary: { status, code, file: { name: 'acme-monday.xml' } },
    });
    expect(entry.due).toBe(due);
    expect(JobSummary.parse(entry.summary)).toEqual(entry.summary);
  });
});
