import { ApiKeyEvent, apiKeyUpcasters } from '#schemas/account/api-key/events.ts';
import { ApiKeyState } from '#schemas/account/api-key/state.ts';
import { defined } from '#schemas/defined.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { ApiKeyCommand } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

export const KEY_PARTITION = 'KEY';
export const keyStatusPartition = (status: ApiKeyState['status']): string => `${KEY_PARTITION}#${status}`;

/** A credential for programs. It ends once: revoked by someone, or expired by itself. */
export const ApiKey: Aggregate<ApiKeyState, ApiKeyCommand, ApiKeyEvent> = {
  type: 'ApiKey',
  service: 'account',
  prefix: 'KEY',
  shards: 2,
  state: ApiKeyState,
  stateVersion: 1,
  events: ApiKeyEvent,
  upcasters: apiKeyUpcasters,
  decide,
  evolve,
  index: (state) =>
    defined({
      byType: { partition: KEY_PARTITION, sort: `CREATED#${state.created}` },
      byStatus: { partition: keyStatusPartition(state.status), sort: `CREATED#${state.created}` },
      due: state.status === 'active' ? state.expires : undefined,
      summary: defined({
        id: state.id,
        name: state.name,
        user: state.user,
        role: state.role,
        status: state.status,
        created: state.created,
        expires: state.expires,
        lastUsed: state.lastUsed,
      }),
    }),
};
