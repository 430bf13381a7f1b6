import type { Email } from '#schemas/account/user/state.ts';

export type UserCommand = { readonly type: 'RegisterUser'; readonly email: Email };
