import * as contracts from '#schemas/account/membership/routes.ts';
import { thingOf } from '#schemas/thing.ts';
import { route } from '#shared/http/route.ts';
import { managementContext } from '../../api-key/calling-key.ts';
import type { CommandsDeps } from '../../deps.ts';
import { assertRoomForMember } from '../../limits/standing-use.ts';
import { addMembership } from '../members.ts';

export const addMember = route(
  contracts.addMember,
  async ({ body, caller, request }, { store }: Pick<CommandsDeps, 'store'>) => {
    await assertRoomForMember(store, caller.accountId);
    return {
      status: 201,
      body: thingOf(await addMembership(store, body, managementContext(caller, request))),
    };
  },
);
