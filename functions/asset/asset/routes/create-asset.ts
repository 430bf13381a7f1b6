import * as contracts from '#schemas/asset/asset/routes.ts';
import { Metadata } from '#schemas/asset/values.ts';
import { defined } from '#schemas/defined.ts';
import { thingOf } from '#schemas/thing.ts';
import { type Execution, execute, type Outcome } from '#shared/aggregate/execute.ts';
import { atBody } from '#shared/http/at-body.ts';
import { commandContext } from '#shared/http/request-context.ts';
import { type Input, route } from '#shared/http/route.ts';
import type { CommandsDeps } from '../../deps.ts';
import type { Match } from '../../seed/domain/match.ts';
import { underSeeds } from '../../seed/under-seeds.ts';
import { Asset } from '../asset.ts';
import type { AssetCommand } from '../domain/command.ts';
import { identify } from '../domain/normalise.ts';
import { matchAsset } from '../match-asset.ts';

/** The seeds are asked, so that the asset stands on its side of the scope from its first version on. */
export const createAsset = route(contracts.createAsset, (input, { store }: CommandsDeps) =>
  atBody(async () => {
    const { caller, request, body } = input;
    const { dns, name = dns, source } = body;
    const identity = identify({ dns, name, source });
    const { key } = identity;
    const context = commandContext(caller, request);
    const create = (match: Match): Execution<AssetCommand> =>
      defined({
        key,
        command: commandOf(body, match),
        context,
        assume: 'absent',
        expectedVersion: request.ifMatch,
      });
    const outcome = await underSeeds<Outcome<unknown, unknown>>(
      store,
      caller.accountId,
      async (seeds, made) => {
        const match = seeds.match(identity);
        if (!made) return execute(store, Asset, create(match));
        await matchAsset(store, { key, match }, { ...context, causationId: context.commandId });
        return made;
      },
    );
    return { status: 201, body: thingOf(outcome) };
  }),
);

function commandOf(body: Input<typeof contracts.createAsset>['body'], match: Match): AssetCommand {
  const { dns, name = dns, status, source, origin, tags, attributes, technologies, ...rest } = body;
  const { attackSurface, ...metadata } = rest;
  const known = { dns, name, status, source, origin, tags, attributes, technologies, attackSurface };
  return defined({ type: 'CreateAsset', ...known, match, metadata: Metadata.parse(metadata) });
}
