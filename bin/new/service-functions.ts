import type { GeneratedFile } from '../generate-routes.ts';
import { type Names, pascal, plural } from './names.ts';

const entry = (service: string, kind: 'command' | 'query'): string => {
  const Kind = kind === 'command' ? 'Commands' : 'Queries';
  return `import { createHttpHandler } from '#shared/http/handler.ts';
import { createRequestLimiter } from '#shared/limits/request-limiter.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { ${kind}Routes } from './${kind}-routes.generated.ts';
import { ${Kind}Env, create${Kind}Deps } from './deps.ts';

export const handler = createHttpHandler({
  routes: ${kind}Routes,
  deps: create${Kind}Deps(readEnv(${Kind}Env)),
  service: '${service}',
  limiter: createRequestLimiter(),
});
`;
};

const deps = `import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type Cursors, createCursors } from '#shared/http/cursor.ts';
import { createCursorKey } from '#shared/http/cursor-key.ts';
import { dynamoEventStore } from '#shared/runtime/dynamo.ts';
import { ServiceEnv } from '#shared/runtime/env.ts';

export const CommandsEnv = ServiceEnv;
export const QueriesEnv = ServiceEnv.extend({ CURSOR_SECRET: z.string().min(1) });

/** The dependencies of routes that change something. */
export interface CommandsDeps {
  readonly store: EventStore;
}

/** The dependencies of routes that read. */
export interface QueriesDeps {
  readonly store: EventStore;
  readonly cursors: Cursors;
}

export const createCommandsDeps = (env: z.infer<typeof CommandsEnv>): CommandsDeps => ({
  store: dynamoEventStore(env),
});

export const createQueriesDeps = (env: z.infer<typeof QueriesEnv>): QueriesDeps => ({
  store: dynamoEventStore(env),
  cursors: createCursors(createCursorKey(new SecretsManagerClient({}), env.CURSOR_SECRET)),
});
`;

const readme = ({ service, folder, words }: Names): string => `# The ${service} service

## Purpose

It owns the ${plural(words)} of an account.

## Flow

| in | handled by | leads to |
|---|---|---|
| its routes | \`${folder}/routes/\`, \`${folder}/domain/decide.ts\` | one conditional write |

## Integration

Emits all events under [schemas/${service}/](../../schemas/${service}). Reacts to no event of another service.

## Nuances

- The name of ${folder.match(/^[aeiou]/) ? 'an' : 'a'} ${words} is its key, so it never changes.
`;

/** The entries of a new service, its dependencies, its README and its stack. */
export function serviceEntries(names: Names): GeneratedFile[] {
  const { service, folder, words } = names;
  const Service = pascal(service);
  const path = `functions/${service}`;
  const prefix = folder.replaceAll('-', '_').toUpperCase();
  return [
    { path: `${path}/commands.ts`, text: entry(service, 'command') },
    { path: `${path}/queries.ts`, text: entry(service, 'query') },
    { path: `${path}/deps.ts`, text: deps },
    { path: `${path}/README.md`, text: readme(names) },
    {
      path: `${path}/relay.ts`,
      text: `import { relayFunction } from '#shared/relay/relay-function.ts';

export const handler = relayFunction([{ prefix: '${prefix}', shards: 4 }]);
`,
    },
    {
      path: `${path}/reactions.ts`,
      text: `import { reactionsFunction } from '#shared/consumer/reactions-function.ts';
import { ${service}Reactions } from './${service}-reactions.ts';

export const handler = reactionsFunction('${service}', ${service}Reactions);
`,
    },
    {
      path: `${path}/${service}-reactions.ts`,
      text: `import type { ReactionsOf } from '#shared/consumer/handlers.ts';

/** The reactions of the service. Nothing here reads an environment. */
export const ${service}Reactions = (): ReactionsOf<'${service}'> => ({ events: {}, due: {}, queues: {} });
`,
    },
    {
      path: `lib/${service}-stack.ts`,
      text: `import type { Construct } from 'constructs';
import { ${service}Service } from '#schemas/${service}/service.ts';
import { addRoutes, platformApi } from './constructs/api-routes.ts';
import { ServiceCore } from './constructs/service-core.ts';
import { ServiceStack } from './constructs/service-stack.ts';
import type { StageProps } from './constructs/stage-stack.ts';
import { tokenAuthorizer } from './constructs/token-authorizer.ts';

/** ${pascal(plural(words))}. */
export class ${Service}Stack extends ServiceStack {
  constructor(scope: Construct, props: StageProps) {
    super(scope, ${service}Service, props);
    const { commands, queries } = new ServiceCore(this);
    addRoutes(this, platformApi(this), { commands, queries, authorizer: tokenAuthorizer(this) });
  }
}
`,
    },
  ];
}
