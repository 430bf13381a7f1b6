import type { GeneratedFile } from '../generate-routes.ts';
import { type Names, plural, withArticle } from './names.ts';

/** The tests of a new service: its rules, and its golden files. */
export function serviceTests({ service, Aggregate, folder, words }: Names): GeneratedFile[] {
  const domain = `functions/${service}/${folder}/domain/${folder}.ts`;
  return [
    {
      path: `test/${service}/${folder}/${folder}.unit.test.ts`,
      text: `import { describe, expect, it } from 'vitest';
import type { ${Aggregate}State } from '#schemas/${service}/${folder}/state.ts';
import type { ${Aggregate}Command } from '../../../functions/${service}/${folder}/domain/command.ts';
import { decide } from '../../../functions/${service}/${folder}/domain/decide.ts';
import { evolve } from '../../../functions/${service}/${folder}/domain/evolve.ts';

const stateAfter = (command: ${Aggregate}Command, state?: ${Aggregate}State): ${Aggregate}State | undefined =>
  decide(command, state).reduce<${Aggregate}State | undefined>(evolve, state);
const create = { type: 'Create${Aggregate}', name: 'first', description: '' } as const;
const describeIt = { type: 'Describe${Aggregate}', description: 'changed' } as const;

describe('${withArticle(words)}', () => {
  it('is created once, and described', () => {
    const created = stateAfter(create);
    expect(created).toEqual({ name: 'first', description: '' });
    expect(() => decide(create, created)).toThrow('first exists already');
    expect(stateAfter(describeIt, created)).toEqual({ name: 'first', description: 'changed' });
  });

  it('is not changed by the description that it has', () => {
    expect(decide(describeIt, { name: 'first', description: 'changed' })).toEqual([]);
  });

  it('is described only when it exists', () => {
    expect(() => decide(describeIt, undefined)).toThrow('There is no such ${words}.');
  });
});
`,
    },
    {
      path: `test/${service}/published.contract.test.ts`,
      text: `import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ${Aggregate}Event } from '#schemas/${service}/${folder}/events.ts';
import { ${Aggregate}State } from '#schemas/${service}/${folder}/state.ts';
import { ${Aggregate} } from '../../${domain}';

// What was published once is read for ever: a golden file is never edited, only added.
const folder = new URL('../../schemas/golden/${service}/', import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const eventFiles = readdirSync(folder).filter((name) => !name.startsWith('${Aggregate}State.'));

describe('the events of ${plural(words)}', () => {
  it.each(${Aggregate}Event.options.map(({ shape }) => \`\${shape.type.value}.v\${shape.version.value}.json\`))(
    '%s is a golden file',
    (name) => expect(eventFiles).toContain(name),
  );

  it.each(eventFiles)('%s is read today as what it means, and folds into a state', (name) => {
    const event = ${Aggregate}Event.parse(golden(name));
    expect(event).toEqual(golden(name));
    const state = ${Aggregate}.evolve(undefined, event);
    expect(${Aggregate}State.parse(state)).toEqual(state);
  });

  it('add up to the state', () => {
    const events = ['${Aggregate}Created.v1.json', '${Aggregate}Described.v1.json'].map((name) => ${Aggregate}Event.parse(golden(name)));
    const state = events.reduce<${Aggregate}State | undefined>(${Aggregate}.evolve, undefined);
    expect(state).toEqual(golden('${Aggregate}State.v1.json'));
  });
});
`,
    },
  ];
}
