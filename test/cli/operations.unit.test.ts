import { describe, expect, it } from 'vitest';
import { wrongUsage } from '../../cli/exit.ts';
import { performOperation } from '../../cli/operations.ts';

const options = { stage: 'prod', service: 'asset', account: 'a', rate: 50 };
const replay = { operation: 'replay', to: 'graph' } as const;

describe('an operation from the command line', () => {
  it('invokes the relay of the service until its end, from cursor to cursor', async () => {
    const asked: [string, object][] = [];
    const progress: number[] = [];
    const answers = [{ sent: 30, cursor: 'c1' }, { sent: 30, cursor: 'c2' }, { sent: 5 }];
    const invoke = async (name: string, payload: object) => {
      asked.push([name, payload]);
      return answers[asked.length - 1];
    };
    const sent = await performOperation(invoke, replay, options, (count) => progress.push(count));
    expect([sent, progress]).toEqual([65, [30, 60, 65]]);
    const common = { operation: 'replay', to: 'graph', accountId: 'a', perSecond: 50 };
    expect(asked).toEqual([
      ['chariot-prod-asset-relay', common],
      ['chariot-prod-asset-relay', { ...common, cursor: 'c1' }],
      ['chariot-prod-asset-relay', { ...common, cursor: 'c2' }],
    ]);
  });

  it('says from where to go on when it is stopped', async () => {
    let calls = 0;
    const invoke = async () => {
      calls += 1;
      if (calls === 2) throw new Error('PutEvents: ThrottlingException');
      return { sent: 10, cursor: 'c1' };
    };
    await expect(performOperation(invoke, replay, options, () => {})).rejects.toMatchObject({
      code: 'operation-stopped',
      message: expect.stringMatching(/after 10 messages: PutEvents.* --cursor c1/),
    });
  });

  it('that is refused is a wrong word, and says nothing of going on', async () => {
    const refused = wrongUsage('cursor: it must be one that this operation answered');
    const invoke = () => Promise.reject(refused);
    const asked = performOperation(invoke, replay, { ...options, cursor: 'nonsense' }, () => {});
    await expect(asked).rejects.toBe(refused);
  });

  it('that never began has stopped nowhere', async () => {
    const invoke = () => Promise.reject(new Error('AccessDenied'));
    await expect(performOperation(invoke, replay, options, () => {})).rejects.toThrow(/^AccessDenied$/);
  });

  it('needs an account', async () => {
    const { account: _, ...without } = options;
    await expect(
      performOperation(
        async () => ({}),
        replay,
        without,
        () => {},
      ),
    ).rejects.toMatchObject({
      code: 'usage',
    });
  });
});
