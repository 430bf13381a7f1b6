import type { Email } from '#schemas/account/user/state.ts';

export type AccountCommand =
  | { readonly type: 'CreateAccount'; readonly name: string; readonly owner: Email }
  | { readonly type: 'RenameAccount'; readonly name: string }
  | { readonly type: 'AppointAdmin'; readonly email: Email }
  | { readonly type: 'DismissAdmin'; readonly email: Email };
