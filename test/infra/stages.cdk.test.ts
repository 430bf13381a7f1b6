import { describe, expect, it } from 'vitest';
import { stageOf } from '../../lib/stacks.ts';
import { stageConfig } from '../../lib/stages.ts';
import { newApp } from './synth.ts';

describe('the stage of a deployment', () => {
  it('is dev unless it is named', () => {
    expect(stageOf(newApp()).name).toBe('dev');
    expect(stageOf(newApp({ stage: 'prod' })).name).toBe('prod');
  });

  it('is refused when nobody knows it, with the names of those that there are', () => {
    expect(() => stageOf(newApp({ stage: 'production' }))).toThrow(
      'stage: "production" is none of local, dev, staging, prod',
    );
  });

  it('takes account, region and e-mail from the command line', () => {
    const stage = stageOf(
      newApp({
        stage: 'prod',
        account: '123456789012',
        region: 'eu-central-1',
        alarmEmail: 'ops@example.com',
      }),
    );
    expect(stage).toMatchObject({
      account: '123456789012',
      region: 'eu-central-1',
      alarmEmail: 'ops@example.com',
    });
  });

  it('takes lasting settings of its own from cdk.json, which the command line overrides', () => {
    const stages = {
      prod: { account: '111111111111', throttle: { rate: 50, burst: 60 } },
      dev: { account: 'no' },
    };
    const stage = stageOf(newApp({ stage: 'prod', stages, account: '222222222222' }));
    expect(stage).toMatchObject({ account: '222222222222', throttle: { rate: 50, burst: 60 } });
  });

  it.each([
    ['account', { account: '12' }, 'account: must be 12 digits'],
    ['region', { region: 'Frankfurt' }, 'region: must be a region, such as eu-central-1'],
    ['removal', { removal: 'keep' }, 'removal: Invalid option: expected one of "destroy"|"retain"'],
    ['a number', { throttle: { rate: 0, burst: 1 } }, 'throttle.rate: Too small'],
    ['an e-mail', { alarmEmail: 'ops' }, 'alarmEmail: Invalid email'],
    ['a key that is no key', { retention: 7 }, 'Unrecognized key: "retention"'],
  ])('names the key of a wrong value and what is allowed: %s', (_what, settings, message) => {
    expect(() => stageConfig('prod', settings)).toThrow(message);
  });

  it('cannot be renamed by a setting', () => {
    expect(stageConfig('prod', { name: 'local' }).name).toBe('prod');
  });
});
