import * as z from 'zod';
import { thing } from '#schemas/thing.ts';
import { MembershipState } from './state.ts';

export const MembershipView = z.strictObject({ ...thing, ...MembershipState.shape });
export type MembershipView = z.infer<typeof MembershipView>;
