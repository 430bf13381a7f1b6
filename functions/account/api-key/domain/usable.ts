import type { ApiKeyState } from '#schemas/account/api-key/state.ts';
import type { Instant } from '#schemas/primitives.ts';

/** Whether a key opens anything at `now`. Its expiry counts from the moment it is reached, not from the sweep that notes it. */
export const isUsable = (key: Pick<ApiKeyState, 'status' | 'expires'>, now: Instant): boolean =>
  key.status === 'active' && now < key.expires;
