import { parse } from 'tldts-icann';
import { describe, expect, it } from 'vitest';
import { icannRules } from '#shared/net/public-suffix/icann.ts';
import { isPublicSuffix, isRegistrable, publicSuffixOf } from '#shared/net/public-suffix/public-suffix.ts';
import { icannRuleLines as rulesOfLibrary } from '../../../bin/public-suffixes.ts';

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
    expect(publicSuffixOf(icannRules, name)).toBe(suffix);
  });

  it('tells a registrable name from its suffix and from names below it', () => {
    expect(['example.co.uk', 'Example.COM'].map((name) => isRegistrable(icannRules, name))).toEqual([
      true,
      true,
    ]);
    expect(
      ['co.uk', 'www.example.co.uk', 'acme.test', 'com'].map((name) => isRegistrable(icannRules, name)),
    ).toEqual([false, false, false, false]);
    expect(
      ['co.uk', 'COM', 'foo.ck', 'www.ck', 'example.com', 'test'].map((name) =>
        isPublicSuffix(icannRules, name),
      ),
    ).toEqual([true, true, true, false, false, false]);
  });

  it('is the one of the library, for every rule and the names below it', () => {
    const names = rulesOfLibrary().flatMap((rule) => {
      const name = rule.replace(/^!/, '').replace(/^\*/, 'any');
      return [name, `www.${name}`, `a.b.${name}`];
    });
    const told = (of: (name: string) => string | null | undefined) =>
      names.map((name) => `${name}: ${of(name)}`);
    expect(told((name) => publicSuffixOf(icannRules, name))).toEqual(
      told((name) => parse(name).publicSuffix),
    );
  });
});
