import { subscribersOf } from '#schemas/published-events.ts';
import type { Service } from '#schemas/services.ts';
import type { GeneratedFile } from '../generate-routes.ts';
import { aggregateFile } from './aggregate-file.ts';
import { known } from './known.ts';
import { type KnownEvent, otherEvents, upcastersOf } from './known-events.ts';
import { kebab, type Names, withArticle } from './names.ts';
import { edited, exists, importing, type Plan, read, Unusable } from './plan.ts';

/** `JobCompleted` of Risk -> `riskOnJobCompleted`. */
const handlerName = ({ aggregate }: Names, event: string): string => `${aggregate}On${event}`;

/** The event, where the service may begin to react to it. */
function assertNew({ name }: Service, event: string): KnownEvent {
  const free = otherEvents(name).filter(({ type }) => !subscribersOf(type).includes(name));
  const found = free.find(({ type }) => type === event);
  if (found) return found;
  const types = free.map(({ type }) => type).join(', ');
  const why = subscribersOf(event).includes(name)
    ? `The ${name} service reacts to ${event} already`
    : `No other service than ${name} publishes "${event}"`;
  throw new Unusable(`${why}. Known are: ${types}`);
}

/** The table of topics, with the service as a subscriber of the event. */
function subscribed(service: string, event: string): GeneratedFile {
  const file = { path: 'schemas/topics.ts', text: read('schemas/topics.ts') };
  const row = new RegExp(`^  ${event}: \\[([^\\]]*?),?\\s*\\],$`, 'm');
  if (row.test(file.text)) return edited(file, row, (_, names) => `  ${event}: [${names}, '${service}'],`);
  return edited(file, /^\} as const satisfies /m, (end) => `  ${event}: ['${service}'],\n${end}`);
}

/** The service's reactions, with one more. */
function listed(names: Names, event: string): GeneratedFile {
  const { service, folder } = names;
  const path = `functions/${service}/${service}-reactions.ts`;
  const handler = handlerName(names, event);
  const takesDeps = /Reactions\(\s*deps: /.test(read(path));
  const imported = importing(
    { path, text: read(path) },
    `./${folder}/reactions/on-${kebab(event)}.ts`,
    handler,
  );
  const call = `${event}: ${handler}(${takesDeps ? 'deps.store' : 'store'})`;
  const added = edited(imported, /\bevents: \{([^{}]*?),?\s*\}/, (_, others) =>
    others.trim() === '' ? `events: { ${call} }` : `events: {${others}, ${call} }`,
  );
  if (takesDeps || /Reactions = \(\{[^}]*\bstore\b/.test(added.text)) return added;
  const runtime = importing(added, '#shared/consumer/reactions-function.ts', 'type ReactionsRuntime');
  return edited(
    runtime,
    /Reactions = \(\)/,
    () => `Reactions = ({ store }: Pick<ReactionsRuntime, 'store'>)`,
  );
}

function handlerText(names: Names, event: KnownEvent): string {
  const { type, version } = event;
  const upcasters = upcastersOf(event);
  const { service, folder, Aggregate, words } = names;
  return `import * as z from 'zod';
${upcasters ? `import { ${upcasters.name} } from '${upcasters.module}';\n` : ''}import { execute } from '#shared/aggregate/execute.ts';
import { effect } from '#shared/consumer/effect.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { ${Aggregate} } from '${aggregateFile(names)}';
import type { ${Aggregate}Command } from '../domain/command.ts';

/** The part of ${type} that is needed here; further fields of that event are not ours. */
const ${type} = z.looseObject({});

/** The command that the event means for ${withArticle(words)}; undefined where it means nothing. */
const commandOf = (_event: z.output<typeof ${type}>): ${Aggregate}Command | undefined => undefined;

/** Sends the command to the ${words} whose key is the event's own. A repeat of the event sends the same command. */
export const ${handlerName(names, type)} = (store: EventStore): EventHandler =>
  effect(
    '${service}',
    '${folder}-on-${kebab(type)}',
    { version: ${version}, data: ${type}${upcasters ? `, upcasters: ${upcasters.name}` : ''} },
    async (data, causing, { aggregate_id: key }) => {
      const command = commandOf(data);
      if (command) await execute(store, ${Aggregate}, { key, command, context: causing(key) });
    },
  );
`;
}

function testText(names: Names, { publisher, type, version }: KnownEvent): string {
  const { service, folder } = names;
  const handler = handlerName(names, type);
  return `import { expect, it } from 'vitest';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { ${handler} } from '../../../functions/${service}/${folder}/reactions/on-${kebab(type)}.ts';
import { countingStore } from '../../kit/counting-store.ts';
import { publishedGolden } from '../../kit/published-golden.ts';

it('${type} is read as the ${publisher} service publishes it, and changes nothing so far', async () => {
  const { store, calls } = countingStore(createInMemoryStore());
  const event = publishedGolden('${publisher}', '${type}.v${version}');
  await ${handler}(store)(event, event.timestamp);
  expect(calls.write).toBe(0);
});
`;
}

/** What the service's README says of the events that it reacts to; undefined where it says so in words of its own. */
function readme(service: string, event: string): GeneratedFile | undefined {
  const path = `functions/${service}/README.md`;
  const text = read(path);
  const changed = text.replace('Reacts to no event of another service.', `Reacts to \`${event}\`.`);
  return changed === text ? undefined : { path, text: changed };
}

/** A reaction of an aggregate to an event of another service: its subscription, its handler and its test. */
export function newReaction(service: string, aggregate: string, event: string): Plan {
  const { definition, names } = known(service, aggregate);
  const found = assertNew(definition, event);
  const { folder } = names;
  const handler = `functions/${service}/${folder}/reactions/on-${kebab(event)}.ts`;
  const test = `test/${service}/${folder}/on-${kebab(event)}.unit.test.ts`;
  const taken = [handler, test].find(exists);
  if (taken) throw new Unusable(`${taken} exists already: write the reaction by hand`);
  const changed = readme(service, event);
  return {
    files: [
      subscribed(service, event),
      listed(names, event),
      { path: handler, text: handlerText(names, found) },
      { path: test, text: testText(names, found) },
      ...(changed ? [changed] : []),
    ],
    left: [
      `${handler}: say which fields of ${event} count, and which command they lead to, for the ${names.words} of which key`,
      `${test}: say what happens then, and that it happens once when the event comes again`,
      ...(changed ? [] : [`functions/${service}/README.md: name ${event} under Flow and Integration`]),
    ],
  };
}
