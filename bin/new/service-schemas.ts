import type { GeneratedFile } from '../generate-routes.ts';
import { type Names, pascal, plural, withArticle } from './names.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The schemas of a new service: its manifest, its one aggregate, and the golden files. */
export function serviceSchemas({ service, Aggregate, aggregate, folder, words }: Names): GeneratedFile[] {
  const path = `schemas/${service}/${folder}`;
  const golden = `schemas/golden/${service}`;
  const base = `/${plural(folder)}`;
  const described = { name: 'first', description: 'as it was made' };
  return [
    {
      path: `schemas/${service}/service.ts`,
      text: `import { defineService, routesOf } from '#schemas/define-service.ts';
import { ${Aggregate}Event, ${aggregate}Upcasters } from './${folder}/events.ts';
import * as ${aggregate}Routes from './${folder}/routes.ts';
import { ${Aggregate}State } from './${folder}/state.ts';
import { ${Aggregate}View } from './${folder}/views.ts';

/** ${pascal(plural(words))}. */
export const ${service}Service = defineService({
  name: '${service}',
  description: '${pascal(plural(words))}.',
  routes: routesOf(${aggregate}Routes),
  views: { ${Aggregate}View },
  aggregates: {
    ${Aggregate}: { state: ${Aggregate}State, events: ${Aggregate}Event, upcasters: ${aggregate}Upcasters },
  },
});
`,
    },
    {
      path: `${path}/state.ts`,
      text: `import * as z from 'zod';

export const ${aggregate}Key = (name: string): string => \`#${folder}#\${name}\`;

/** ${pascal(withArticle(words))} as it is stored. */
export const ${Aggregate}State = z.strictObject({ name: z.string(), description: z.string() });
export type ${Aggregate}State = z.infer<typeof ${Aggregate}State>;
`,
    },
    {
      path: `${path}/events.ts`,
      text: `import * as z from 'zod';
import { defineEvent, type Upcasters } from '#schemas/event.ts';

export const ${Aggregate}CreatedV1 = defineEvent(
  '${Aggregate}Created',
  1,
  z.strictObject({ name: z.string(), description: z.string() }),
);

export const ${Aggregate}DescribedV1 = defineEvent(
  '${Aggregate}Described',
  1,
  z.strictObject({ description: z.string() }),
);

export const ${Aggregate}Event = z.discriminatedUnion('type', [${Aggregate}CreatedV1, ${Aggregate}DescribedV1]);
export type ${Aggregate}Event = z.infer<typeof ${Aggregate}Event>;

/** Older versions of events and states are lifted here, one step per version. There is only the first of each so far. */
export const ${aggregate}Upcasters: Upcasters = {};
`,
    },
    {
      path: `${path}/routes.ts`,
      text: `import * as z from 'zod';
import { contract, Written } from '#schemas/contract.ts';
import { ById, HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import { ${Aggregate}View } from './views.ts';

const Description = z.string().trim().max(2_000);

export const create${Aggregate} = contract({
  name: 'create${Aggregate}',
  method: 'POST',
  path: '${base}',
  permission: 'write_assets',
  summary: 'Create ${withArticle(words)}. Its name is its own within the account.',
  body: z.strictObject({ name: z.string().trim().min(1).max(200), description: Description.default('') }),
  answers: { 201: Written },
  refusals: ['already-exists'],
});

export const get${Aggregate} = contract({
  name: 'get${Aggregate}',
  method: 'GET',
  path: '${base}/{id}',
  permission: 'read',
  summary: 'One ${words}, as it is now.',
  params: ById,
  answers: { 200: ${Aggregate}View },
});

export const describe${Aggregate} = contract({
  name: 'describe${Aggregate}',
  method: 'PATCH',
  path: '${base}/{id}',
  permission: 'write_assets',
  summary: 'Change the description of ${withArticle(words)}.',
  params: ById,
  body: z.strictObject({ description: Description }),
  answers: { 200: Written },
});

export const get${Aggregate}History = contract({
  name: 'get${Aggregate}History',
  method: 'GET',
  path: '${base}/{id}/history',
  permission: 'read',
  summary: 'The history of ${withArticle(words)}, oldest first, without gaps.',
  params: ById,
  query: HistoryQuery,
  answers: { 200: HistoryPage },
});
`,
    },
    {
      path: `${path}/views.ts`,
      text: `import * as z from 'zod';
import { thing } from '#schemas/thing.ts';
import { ${Aggregate}State } from './state.ts';

export const ${Aggregate}View = z.strictObject({ ...thing, ...${Aggregate}State.shape });
export type ${Aggregate}View = z.infer<typeof ${Aggregate}View>;
`,
    },
    {
      path: `${golden}/${Aggregate}Created.v1.json`,
      text: json({ type: `${Aggregate}Created`, version: 1, data: described }),
    },
    {
      path: `${golden}/${Aggregate}Described.v1.json`,
      text: json({ type: `${Aggregate}Described`, version: 1, data: { description: 'as it is now' } }),
    },
    {
      path: `${golden}/${Aggregate}State.v1.json`,
      text: json({ ...described, description: 'as it is now' }),
    },
  ];
}
