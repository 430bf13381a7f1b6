import type { GeneratedFile } from '../generate-routes.ts';
import { type Names, withArticle } from './names.ts';

/** The tests of a new service's rules. The suite over all manifests reads its golden files. */
export function serviceTests({ service, Aggregate, folder, words }: Names): GeneratedFile[] {
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
  ];
}
