import fc from 'fast-check';
import { describe, it } from 'vitest';
import { seedKey } from '#schemas/asset/seed/state.ts';
import { Refusal } from '#schemas/errors.ts';
import { icannRules } from '#shared/net/public-suffix/icann.ts';
import { identify, toAscii } from '../../../functions/asset/asset/domain/normalise.ts';
import { seedValueOf } from '../../../functions/asset/seed/domain/seed-value.ts';

const spelled = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6(),
  fc.string({ unit: fc.constantFrom(...'aZ09.-#äÖüß日 '), maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const source = fc.constantFrom('self', 'seed', 'account', 'nmap');

/** What a function gives, or undefined where it refuses. Anything but a refusal is a defect. */
function accepted<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

describe('normalising', () => {
  it('once is enough: the result goes in again unchanged', () => {
    fc.assert(
      fc.property(spelled, spelled, source, (dns, name, from) => {
        const first = accepted(() => identify({ dns, name, source: from }));
        fc.pre(first !== undefined);
        const again = identify({ dns: first!.dns, name: first!.name, source: from });
        return JSON.stringify(again) === JSON.stringify(first);
      }),
    );
  });

  it('gives one key to a name however its letters are written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'abzäöüé09-.'), minLength: 1, maxLength: 30 }),
        (dns) => {
          const keys = [dns, dns.toUpperCase()].map(
            (text) => accepted(() => identify({ dns: text, name: '192.0.2.1', source: 'self' }))?.key,
          );
          return keys[0] === keys[1];
        },
      ),
    );
  });

  it('leaves ASCII as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary-ascii', maxLength: 30 }),
        (text) => toAscii(text) === text.trim(),
      ),
    );
  });

  it('makes of a seed a value that means the same seed again', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          spelled,
          fc.tuple(fc.ipV4(), fc.nat(40)).map(([ip, bits]) => `${ip}/${bits}`),
        ),
        (text) => {
          const seed = accepted(() => seedValueOf(text, icannRules));
          fc.pre(seed !== undefined);
          return seedKey(seedValueOf(seed!.value, icannRules)) === seedKey(seed!);
        },
      ),
    );
  });
});
