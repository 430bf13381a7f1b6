import { describe, expect, it } from 'vitest';
import { jsonDocument, printable } from '../../cli/output.ts';
import { obeyed } from './terminal-stub.ts';

const clearScreen = '\u001b[2J\u001b[H';
const c1Csi = '\u009b31m';
const rightToLeft = 'moc.\u202ecod.exe';

describe('text that a scanner recorded', () => {
  it('shows escape sequences instead of letting the terminal obey them', () => {
    expect(printable(`nginx${clearScreen}`)).toBe('nginx\\x1b[2J\\x1b[H');
    expect(printable(c1Csi)).toBe('\\x9b31m');
    expect(printable('\u001b]0;title\u0007')).toBe('\\x1b]0;title\\x07');
  });

  it('shows characters that would disguise their neighbours: direction overrides, zero-width characters, line ends', () => {
    expect(printable(rightToLeft)).toBe('moc.\\u202ecod.exe');
    expect(printable('a\u200bb\u2028c\r\nd\te')).toBe('a\\u200bb\\u2028c\\r\\nd\\te');
  });

  it('keeps letters of every script as they are', () => {
    expect(printable('münchen.test 日本 Ωμέγα 🚢')).toBe('münchen.test 日本 Ωμέγα 🚢');
  });

  it('is harmless in JSON too, and still the same value', () => {
    const value = { banner: `${clearScreen}${c1Csi}${rightToLeft}\u{e0001}`, lines: 'a\nb' };
    const text = jsonDocument(value);
    expect(obeyed(text)).toEqual([]);
    expect(JSON.parse(text)).toEqual(value);
  });
});
