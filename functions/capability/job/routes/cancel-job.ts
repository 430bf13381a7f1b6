import * as contracts from '#schemas/capability/api.ts';
import { thingOf } from '#schemas/thing.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { commandContext } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { CommandsDeps } from '../../deps.ts';
import { job } from '../domain/job.ts';
import { loadJob } from '../view.ts';

export const cancelJob = route(
  contracts.cancelJob,
  async ({ params, body, caller, request }, { store }: CommandsDeps) => {
    const { key } = await loadJob(store, caller.accountId, params.id);
    const reason = body.reason === undefined ? undefined : { code: 'cancelled', message: body.reason };
    const outcome = await execute(store, job, {
      key,
      command: { kind: 'cancel', at: request.now, reason },
      context: commandContext(caller, request),
      ...(request.ifMatch !== undefined && { expectedVersion: request.ifMatch }),
    });
    return { status: 200, body: thingOf(outcome) };
  },
);
