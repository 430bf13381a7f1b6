import { parse } from 'tldts-icann';
import { describe, expect, it } from 'vitest';
import { isPublicSuffix, isRegistrable, publicSuffixOf } from '#shared/net/public-suffix/public-suffix.ts';
import { icannRules } from '../../../bin/public-suffixes.ts';

describe('the public suffix of a name', () => {
  it.each([
    ['www.example.com', 'com'],
    ['example.co.uk', 'co.uk'],
    ['a.b.sch.uk', 'b.sch.uk'],
    ['www.ck', 'ck'],
    ['shop.www.ck', 'ck'],
    ['shop.acme.ck', 'acme.ck'],
    ['city.kobe.jp', 'kobe.jp'],
    ['a.b.kobe.jp', 'b.kobe.jp'],
    ['acme.github.io', 'io'],
    ['acme.xn--p1ai', 'xn--p1ai'],
    ['acme.test', undefined],
    ['printer.lan', undefined],
  ])('%s is %s', (name, suffix) => {
    expect(publicSuffixOf(name)).toBe(suffix);
  });

  it('tells a registrable name from its suffix and from names below it', () => {
    expect(['example.co.uk', 'Example.COM'].map(isRegistrable)).toEqual([true, true]);
    expect(['co.uk', 'www.example.co.uk', 'acme.test', 'com'].map(isRegistrable)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(['co.uk', 'COM', 'foo.ck', 'www.ck', 'example.com', 'test'].map(isPublicSuffix)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('is the one of the library, for every rule and the names below it', () => {
    const names = icannRules().flatMap((rule) => {
      const name = rule.replace(/^!/, '').replace(/^\*/, 'any');
      return [name, `www.${name}`, `a.b.${name}`];
    });
    const told = (of: (name: string) => string | null | undefined) =>
      names.map((name) => `${name}: ${of(name)}`);
    expect(told(publicSuffixOf)).toEqual(told((name) => parse(name).publicSuffix));
  });
});
