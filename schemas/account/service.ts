import { defineService, routesOf } from '#schemas/define-service.ts';
import { LimitView } from '#schemas/limits.ts';
import { AccountEvent, accountUpcasters } from './account/events.ts';
import * as accountRoutes from './account/routes.ts';
import { AccountState } from './account/state.ts';
import { AccountItem, AccountView } from './account/views.ts';
import { AdmissionEvent, admissionUpcasters } from './admission/events.ts';
import { AdmissionState } from './admission/state.ts';
import { ApiKeyEvent, apiKeyUpcasters } from './api-key/events.ts';
import * as apiKeyRoutes from './api-key/routes.ts';
import { ApiKeyState } from './api-key/state.ts';
import { ApiKeyView } from './api-key/views.ts';
import * as limitsRoutes from './limits/routes.ts';
import { MembershipEvent, membershipUpcasters } from './membership/events.ts';
import * as membershipRoutes from './membership/routes.ts';
import { MembershipState } from './membership/state.ts';
import { MembershipView } from './membership/views.ts';
import * as openApiRoutes from './openapi/routes.ts';
import * as tokenRoutes from './token/routes.ts';
import { UserEvent, userUpcasters } from './user/events.ts';
import { UserState } from './user/state.ts';

/** Accounts, users, roles and keys; and the authorizer, which names the caller of a request. */
export const accountService = defineService({
  name: 'account',
  description: 'Accounts, their members, API keys and tokens.',
  routes: routesOf(openApiRoutes, tokenRoutes, accountRoutes, membershipRoutes, apiKeyRoutes, limitsRoutes),
  views: { LimitView, AccountView, AccountItem, MembershipView, ApiKeyView },
  aggregates: {
    Account: { state: AccountState, events: AccountEvent, upcasters: accountUpcasters },
    User: { state: UserState, events: UserEvent, upcasters: userUpcasters },
    Admission: { state: AdmissionState, events: AdmissionEvent, upcasters: admissionUpcasters },
    Membership: { state: MembershipState, events: MembershipEvent, upcasters: membershipUpcasters },
    ApiKey: { state: ApiKeyState, events: ApiKeyEvent, upcasters: apiKeyUpcasters, due: true },
  },
  functions: ['authorizer'],
});
