import type { GeneratedFile } from '../generate-routes.ts';
import { type Names, pascal, withArticle } from './names.ts';

/** The rules of a new aggregate, its view and the handlers of its routes. */
export function serviceDomain({ service, Aggregate, aggregate, folder, words }: Names): GeneratedFile[] {
  const path = `functions/${service}/${folder}`;
  const schemas = `#schemas/${service}/${folder}`;
  const route = (name: string, text: string): GeneratedFile => ({
    path: `${path}/routes/${name}.ts`,
    text: `import * as contracts from '${schemas}/routes.ts';\n${text}`,
  });
  return [
    {
      path: `${path}/domain/${folder}.ts`,
      text: `import { ${Aggregate}Event, ${aggregate}Upcasters } from '${schemas}/events.ts';
import { ${Aggregate}State } from '${schemas}/state.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { ${Aggregate}Command } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

/** ${pascal(withArticle(words))}. Its key is made of its name. */
export const ${Aggregate}: Aggregate<${Aggregate}State, ${Aggregate}Command, ${Aggregate}Event> = {
  type: '${Aggregate}',
  service: '${service}',
  prefix: '${folder.replaceAll('-', '_').toUpperCase()}',
  shards: 4,
  state: ${Aggregate}State,
  stateVersion: 1,
  events: ${Aggregate}Event,
  upcasters: ${aggregate}Upcasters,
  decide,
  evolve,
  index: ({ name, description }) => ({ summary: { name, description } }),
};
`,
    },
    {
      path: `${path}/domain/command.ts`,
      text: `export type ${Aggregate}Command =
  | { readonly type: 'Create${Aggregate}'; readonly name: string; readonly description: string }
  | { readonly type: 'Describe${Aggregate}'; readonly description: string };
`,
    },
    {
      path: `${path}/domain/decide.ts`,
      text: `import type { ${Aggregate}Event } from '${schemas}/events.ts';
import type { ${Aggregate}State } from '${schemas}/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { ${Aggregate}Command } from './command.ts';

/** The events of a command on ${withArticle(words)}. A change to its present description leads to nothing. */
export function decide(command: ${Aggregate}Command, state: ${Aggregate}State | undefined): readonly ${Aggregate}Event[] {
  switch (command.type) {
    case 'Create${Aggregate}': {
      const { name, description } = command;
      if (state) throw new Refusal('already-exists', \`\${name} exists already\`);
      return [{ type: '${Aggregate}Created', version: 1, data: { name, description } }];
    }
    case 'Describe${Aggregate}': {
      const { description } = command;
      if (!state) throw new Refusal('not-found', 'There is no such ${words}.');
      if (description === state.description) return [];
      return [{ type: '${Aggregate}Described', version: 1, data: { description } }];
    }
    default:
      return command satisfies never;
  }
}
`,
    },
    {
      path: `${path}/domain/evolve.ts`,
      text: `import type { ${Aggregate}Event } from '${schemas}/events.ts';
import type { ${Aggregate}State } from '${schemas}/state.ts';

/** The start of an event whose history has no beginning. */
const UNKNOWN: ${Aggregate}State = { name: 'unknown', description: '' };

/** The ${words} after an event. */
export function evolve(known: ${Aggregate}State | undefined, event: ${Aggregate}Event): ${Aggregate}State {
  const state = known ?? UNKNOWN;
  switch (event.type) {
    case '${Aggregate}Created':
    case '${Aggregate}Described':
      return { ...state, ...event.data };
    default:
      return event satisfies never;
  }
}
`,
    },
    {
      path: `${path}/view.ts`,
      text: `import type { ${Aggregate}State } from '${schemas}/state.ts';
import type { ${Aggregate}View } from '${schemas}/views.ts';
import { thingOf } from '#schemas/thing.ts';
import type { ListedState } from '#shared/aggregate/list.ts';

export const ${aggregate}View = ({ key, version, state }: ListedState<${Aggregate}State>): ${Aggregate}View => ({
  ...thingOf({ key, version }),
  ...state,
});
`,
    },
    route(
      `create-${folder}`,
      `import { ${aggregate}Key } from '${schemas}/state.ts';
import { creationsOn } from '#shared/http/commands-on.ts';
import { ${Aggregate} } from '../domain/${folder}.ts';

export const create${Aggregate} = creationsOn(${Aggregate})(contracts.create${Aggregate}, ({ body: { name, description } }) => ({
  key: ${aggregate}Key(name),
  command: { type: 'Create${Aggregate}', name, description },
}));
`,
    ),
    route(
      `describe-${folder}`,
      `import { commandsOn } from '#shared/http/commands-on.ts';
import { ${Aggregate} } from '../domain/${folder}.ts';

export const describe${Aggregate} = commandsOn(${Aggregate})(contracts.describe${Aggregate}, ({ body: { description } }) => ({
  type: 'Describe${Aggregate}',
  description,
}));
`,
    ),
    route(
      `get-${folder}`,
      `import { viewOn } from '#shared/http/views-on.ts';
import { ${Aggregate} } from '../domain/${folder}.ts';
import { ${aggregate}View } from '../view.ts';

export const get${Aggregate} = viewOn(${Aggregate})(contracts.get${Aggregate}, ${aggregate}View);
`,
    ),
    route(
      `get-${folder}-history`,
      `import { historyOn } from '#shared/http/views-on.ts';
import { ${Aggregate} } from '../domain/${folder}.ts';

export const get${Aggregate}History = historyOn(${Aggregate})(contracts.get${Aggregate}History);
`,
    ),
  ];
}
