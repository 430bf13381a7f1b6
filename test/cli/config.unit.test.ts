import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configFile, loadProfile, storeProfile } from '../../cli/config.ts';

const profile = { url: 'https://api.example.test', keyId: 'key-1', keySecret: 'very-secret' };
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chariot-config-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const env = (more: Record<string, string> = {}) => ({ XDG_CONFIG_HOME: home, ...more });
const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe('the stored profile', () => {
  it('can be read by its owner only, the folder too', () => {
    const file = storeProfile(env(), profile);
    expect(file).toBe(join(home, 'chariot', 'config.json'));
    expect(mode(file)).toBe('600');
    expect(mode(dirname(file))).toBe('700');
  });

  it('replaces one that anybody could read by one that only its owner can', () => {
    mkdirSync(join(home, 'chariot'));
    writeFileSync(configFile(env()), '{}', { mode: 0o644 });
    storeProfile(env(), profile);
    expect(mode(configFile(env()))).toBe('600');
    expect(readdirSync(join(home, 'chariot'))).toEqual(['config.json']);
  });

  it('is 600 under any umask', () => {
    const before = process.umask(0o777);
    try {
      mkdirSync(join(home, 'chariot'), { recursive: true });
    } finally {
      process.umask(before);
    }
    storeProfile(env({ XDG_CONFIG_HOME: join(home, 'second') }), profile);
    expect(mode(join(home, 'second', 'chariot', 'config.json'))).toBe('600');
  });

  it('comes back as it was stored', () => {
    storeProfile(env(), profile);
    expect(loadProfile(env())).toEqual(profile);
  });

  it('lies under ~/.config where XDG_CONFIG_HOME is unset or relative', () => {
    expect(configFile({ HOME: '/home/ann' })).toBe('/home/ann/.config/chariot/config.json');
    expect(configFile({ HOME: '/home/ann', XDG_CONFIG_HOME: 'relative' })).toBe(
      '/home/ann/.config/chariot/config.json',
    );
  });

  it('that is broken is named, without its content', () => {
    mkdirSync(join(home, 'chariot'));
    writeFileSync(configFile(env()), '{"keySecret":"very-secret", oops');
    expect(() => loadProfile(env())).toThrow(/config\.json is not a profile .* chariot login/);
    expect(() => loadProfile(env())).not.toThrow(/very-secret/);
  });
});

describe('variables', () => {
  const all = { CHARIOT_API_URL: 'http://127.0.0.1:4000/', CHARIOT_KEY_ID: 'k', CHARIOT_KEY_SECRET: 's' };

  it('suffice without a stored profile', () => {
    expect(loadProfile(env(all))).toEqual({ url: 'http://127.0.0.1:4000', keyId: 'k', keySecret: 's' });
  });

  it('are stronger than the stored profile', () => {
    storeProfile(env(), profile);
    expect(loadProfile(env(all)).keySecret).toBe('s');
    expect(loadProfile(env({ CHARIOT_KEY_ID: 'k2', CHARIOT_KEY_SECRET: 's2' })).url).toBe(profile.url);
  });

  it('never take the stored secret to another URL', () => {
    storeProfile(env(), profile);
    const elsewhere = env({ CHARIOT_API_URL: 'https://elsewhere.test' });
    expect(() => loadProfile(elsewhere)).toThrow(/CHARIOT_API_URL is not the URL/);
    expect(loadProfile(env({ CHARIOT_API_URL: `${profile.url}/` }))).toEqual(profile);
  });

  it('that are missing or wrong are named', () => {
    expect(() => loadProfile(env())).toThrow(/not logged in.*chariot login.*CHARIOT_API_URL/);
    expect(() => loadProfile(env({ CHARIOT_API_URL: 'https://a.test', CHARIOT_KEY_ID: 'k' }))).toThrow(
      /CHARIOT_KEY_SECRET is not set/,
    );
    expect(() => loadProfile(env({ ...all, CHARIOT_API_URL: 'ftp://a.test' }))).toThrow(
      /CHARIOT_API_URL must be an http or https URL/,
    );
  });
});
