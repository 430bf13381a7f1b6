import { describe, it } from 'vitest';
import { MAX_ADMINS } from '#schemas/account/account/state.ts';
import { account } from '../../../functions/account/account/domain/account.ts';
import { given } from '../given.ts';
import { ADA, appointed, BOB, created, dismissed, NOON } from '../samples.ts';

const create = { kind: 'create', name: 'Acme', owner: ADA, now: NOON } as const;

describe('an account that is not there', () => {
  it('is created, with its owner as its admin', () => {
    given(account).when(create).thenHappens(created);
  });

  it.each([
    { kind: 'rename', name: 'Other' },
    { kind: 'appoint-admin', email: BOB },
    { kind: 'dismiss-admin', email: BOB },
  ] as const)('takes no $kind', (command) => {
    given(account).when(command).thenRefused('not-found');
  });
});

describe('an account', () => {
  it('is not created twice', () => {
    given(account, created).when(create).thenRefused('already-exists');
  });

  it('gets another name', () => {
    given(account, created)
      .when({ kind: 'rename', name: 'Acme Corp' })
      .thenHappens({ type: 'AccountRenamed', version: 1, data: { name: 'Acme Corp', previous: 'Acme' } });
  });

  it('keeps its name without an event', () => {
    given(account, created).when({ kind: 'rename', name: 'Acme' }).thenNothing();
  });

  it('appoints an admin once', () => {
    given(account, created).when({ kind: 'appoint-admin', email: BOB }).thenHappens(appointed(BOB));
    given(account, created, appointed(BOB)).when({ kind: 'appoint-admin', email: BOB }).thenNothing();
  });

  it('dismisses an admin while another one is left', () => {
    given(account, created, appointed(BOB))
      .when({ kind: 'dismiss-admin', email: ADA })
      .thenHappens(dismissed(ADA));
  });

  it('does not dismiss its last admin', () => {
    given(account, created).when({ kind: 'dismiss-admin', email: ADA }).thenRefused('last-admin');
    given(account, created, appointed(BOB), dismissed(ADA))
      .when({ kind: 'dismiss-admin', email: BOB })
      .thenRefused('last-admin');
  });

  it('has nothing to do where someone who is no admin is dismissed, even beside the last one', () => {
    given(account, created).when({ kind: 'dismiss-admin', email: BOB }).thenNothing();
  });

  it(`has at most ${MAX_ADMINS} admins`, () => {
    const others = Array.from({ length: MAX_ADMINS - 1 }, (_, n) => appointed(`admin-${n}@example.com`));
    given(account, created, ...others)
      .when({ kind: 'appoint-admin', email: BOB })
      .thenRefused('too-many-admins');
  });
});
