import * as contracts from '#schemas/account/membership/routes.ts';
import { historyOn } from '#shared/http/views-on.ts';
import { Membership } from '../domain/membership.ts';
import { member } from '../target.ts';

export const getMemberHistory = historyOn(Membership, member)(contracts.getMemberHistory);
