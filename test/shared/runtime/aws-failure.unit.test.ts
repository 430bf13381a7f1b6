import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import type { BusEntry } from '#shared/messaging/bus.ts';
import { createEventBridge } from '#shared/messaging/eventbridge.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import { awsError } from '../../kit/aws-error.ts';

const error = (more: object) => Object.assign(new Error('no'), more);

describe('An error of a client of AWS', () => {
  it.each([
    ['an answer of a service', awsError('InternalServerError')],
    ['a refusal that a grant may mend', awsError('AccessDeniedException')],
    ['an answer that is no JSON', Object.assign(new SyntaxError('Unexpected token <'), { $response: {} })],
    ['a socket that was closed', error({ code: 'ECONNRESET' })],
    ['a name that is not found now', error({ code: 'EAI_AGAIN' })],
    ['a certificate that ended', error({ code: 'CERT_HAS_EXPIRED' })],
    ['a body that ended too early', error({ code: 'ERR_STREAM_PREMATURE_CLOSE' })],
    ['no answer in time', error({ name: 'TimeoutError' })],
    ['no credentials at this moment', error({ name: 'CredentialsProviderError' })],
  ])('is transient where it is %s', (_what, given) => {
    const failure = awsFailure(given, 'asking');
    expect(failure).toBeInstanceOf(TransientFailure);
    expect(failure.cause).toBe(given);
  });

  it('is terminal where the request is wrong in itself', () => {
    expect(awsFailure(awsError('ValidationException'), 'asking')).toBeInstanceOf(TerminalFailure);
  });

  it('stays what it is where it is a failure already', () => {
    const failure = new TerminalFailure('too-large', 'an item');
    expect(awsFailure(failure, 'asking')).toBe(failure);
  });

  // Each once counted as an outage, which is tried without limit: a defect of the relay then held up a stream for a day.
  it.each([
    ['a TypeError of ours', new TypeError('x is not a function')],
    ['a moment that is none', new RangeError('Invalid time value')],
    ['a wrong argument', Object.assign(new TypeError('no string'), { code: 'ERR_INVALID_ARG_TYPE' })],
    ['an error without a name of its own', new Error('unexpected')],
    ['no error at all', 'text'],
  ])('is thrown as it is where it is %s', (_what, given) => {
    let thrown: unknown;
    try {
      awsFailure(given, 'asking');
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBe(given);
  });
});

it('The bus throws a defect that one entry brings about, and does not answer it as an outage', async () => {
  const client = mockClient(EventBridgeClient);
  client.on(PutEventsCommand).callsFake(({ Entries }: { Entries: PutEventsRequestEntry[] }) => ({
    Entries: Entries.map((_, at) => ({ EventId: `e${at}` })),
  }));
  const bus = createEventBridge(new EventBridgeClient({ region: 'us-east-1' }), 'bus');
  const entry: BusEntry = { source: 's', type: 't', time: '2026-11-24T08:00:00.000Z', detail: '{}' };
  expect(await bus.put([entry])).toEqual([{ kind: 'taken' }]);
  client.on(PutEventsCommand).rejects(new RangeError('Invalid time value'));
  await expect(bus.put([entry, entry])).rejects.toThrow(RangeError);
});
