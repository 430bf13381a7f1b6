import punycode from 'punycode/punycode.js';

const NOT_ASCII = /[^\p{ASCII}]+/gu;

/**
 * The ASCII form of a name, label by label (`münchen.de` -> `xn--mnchen-3ya.de`); ASCII letters keep their case, as in the legacy system.
 * Others are lower-cased first, for `MÜNCHEN.de` is the same host and its encoding would not tell.
 */
export const toAscii = (text: string): string =>
  punycode.toASCII(
    text
      .trim()
      .normalize('NFC')
      .replace(NOT_ASCII, (run) => run.toLowerCase())
      .normalize('NFC'),
  );

/** The spelling in keys. Each part between `#` is a text of its own. */
export const spellingInKey = (text: string): string => text.split('#').map(toAscii).join('#').toLowerCase();
