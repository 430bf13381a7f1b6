import { describe, it } from 'vitest';
import { MAX_ADMINS } from '#schemas/account/account/state.ts';
import { Actor } from '#schemas/primitives.ts';
import { Account } from '../../../functions/account/account/domain/account.ts';
import { DECIDING, given } from '../../kit/given.ts';
import { ADA, appointed, BOB, created, dismissed } from '../samples.ts';

const create = { type: 'CreateAccount', name: 'Acme', owner: ADA } as const;
const commands = [
  { type: 'RenameAccount', name: 'Other' },
  { type: 'AppointAdmin', email: BOB },
  { type: 'DismissAdmin', email: BOB },
] as const;
const by = (actor: string) => ({ ...DECIDING, actor: Actor.parse(actor) });

describe('an account that is not there', () => {
  it('is created, with its owner as its admin', () => {
    given(Account).when(create).thenHappens(created);
  });

  it.each(commands)('takes no $type', (command) => {
    given(Account).when(command).thenRefused('not-found');
  });
});

describe('an account', () => {
  it('is not created twice', () => {
    given(Account, created).when(create).thenRefused('already-exists');
  });

  it('gets another name', () => {
    given(Account, created)
      .when({ type: 'RenameAccount', name: 'Acme Corp' })
      .thenHappens({ type: 'AccountRenamed', version: 1, data: { name: 'Acme Corp', previous: 'Acme' } });
  });

  it('keeps its name without an event', () => {
    given(Account, created).when({ type: 'RenameAccount', name: 'Acme' }).thenNothing();
  });

  it('appoints an admin once', () => {
    given(Account, created).when({ type: 'AppointAdmin', email: BOB }).thenHappens(appointed(BOB));
    given(Account, created, appointed(BOB)).when({ type: 'AppointAdmin', email: BOB }).thenNothing();
  });

  it('dismisses an admin while another one is left', () => {
    given(Account, created, appointed(BOB))
      .when({ type: 'DismissAdmin', email: ADA })
      .thenHappens(dismissed(ADA));
  });

  it('does not dismiss its last admin', () => {
    given(Account, created).when({ type: 'DismissAdmin', email: ADA }).thenRefused('last-admin');
    given(Account, created, appointed(BOB), dismissed(ADA))
      .when({ type: 'DismissAdmin', email: BOB }, by(`user:${BOB}`))
      .thenRefused('last-admin');
  });

  it.each([`user:${BOB}`, 'service:account', 'key:x'])(
    'takes nothing from %s, who is no admin of it in this very version',
    (actor) => {
      for (const command of commands)
        given(Account, created, appointed(BOB), dismissed(BOB))
          .when(command, by(actor))
          .thenRefused('forbidden');
    },
  );

  it('takes from an operator the commands that it takes from an admin', () => {
    given(Account, created)
      .when({ type: 'AppointAdmin', email: BOB }, by('operator:x'))
      .thenHappens(appointed(BOB));
  });

  it('has nothing to do where a user without the role is dismissed, even beside the last admin', () => {
    given(Account, created).when({ type: 'DismissAdmin', email: BOB }).thenNothing();
  });

  it(`has at most ${MAX_ADMINS} admins`, () => {
    const others = Array.from({ length: MAX_ADMINS - 1 }, (_, n) => appointed(`admin-${n}@example.com`));
    given(Account, created, ...others)
      .when({ type: 'AppointAdmin', email: BOB })
      .thenRefused('too-many-admins');
  });
});
