import type { Contract } from '#schemas/contract.ts';
import { services } from '#schemas/services.ts';
import type { GeneratedFile } from '../generate-routes.ts';
import { aggregateFile } from './aggregate-file.ts';
import { known } from './known.ts';
import { kebab, type Names, pascal, plural } from './names.ts';
import { edited, importing, type Plan, read, Unusable, withCase } from './plan.ts';

/** `closeRisk` of Risk -> `/risks/{id}/close`: below the path of the aggregate's other routes. */
function pathOf(name: string, { folder, Aggregate }: Names, routes: readonly Contract[]): string {
  const one = routes.find(({ path }) => path.endsWith(`/${plural(folder)}/{id}`));
  const action = kebab(name.replace(/^get/, '').replace(Aggregate, '') || name);
  return `${one?.path ?? `/${plural(folder)}/{id}`}/${action}`;
}

/** The end of the union of commands: the first semicolon outside of all brackets. */
function withCommand(file: GeneratedFile, { Aggregate }: Names, command: string): GeneratedFile {
  const declaration = `export type ${Aggregate}Command =`;
  const start = file.text.indexOf(declaration);
  let depth = 0;
  for (let at = start; start >= 0 && at < file.text.length; at += 1) {
    const letter = file.text.charAt(at);
    if ('{[('.includes(letter)) depth += 1;
    if ('}])'.includes(letter)) depth -= 1;
    if (letter !== ';' || depth > 0) continue;
    const member = `\n  | { readonly type: '${command}' }`;
    return { ...file, text: `${file.text.slice(0, at)}${member}${file.text.slice(at)}` };
  }
  throw new Unusable(`${file.path} has no "${declaration}": write it by hand`);
}

/** The files of a route that changes something: also its command, and the case that decides on it. */
function commandFiles(names: Names, name: string): GeneratedFile[] {
  const { service, folder, words } = names;
  const path = `functions/${service}/${folder}`;
  const decidePath = `${path}/domain/decide.ts`;
  const decide = importing({ path: decidePath, text: read(decidePath) }, '#schemas/errors.ts', 'Refusal');
  if (!/^export function decide\(\s*command: \w+,\s*state: /m.test(decide.text)) {
    throw new Unusable(`${decidePath} does not begin with decide(command, state, ...): write it by hand`);
  }
  const refusal = `if (!state) throw new Refusal('not-found', 'There is no such ${words}.');`;
  const commandPath = `${path}/domain/command.ts`;
  return [
    withCommand({ path: commandPath, text: read(commandPath) }, names, pascal(name)),
    withCase(decide, 'command', `    case '${pascal(name)}':\n      ${refusal}\n      return [];`),
  ];
}

function handlerText(names: Names, name: string, isRead: boolean): string {
  const { service, folder, Aggregate, aggregate } = names;
  const view = `import { viewOn } from '#shared/http/views-on.ts';
import { ${Aggregate} } from '${aggregateFile(names)}';
import { ${aggregate}View } from '../view.ts';

export const ${name} = viewOn(${Aggregate})(contracts.${name}, ${aggregate}View);
`;
  const change = `import { commandsOn } from '#shared/http/commands-on.ts';
import { ${Aggregate} } from '${aggregateFile(names)}';

export const ${name} = commandsOn(${Aggregate})(contracts.${name}, () => ({ type: '${pascal(name)}' }));
`;
  return `import * as contracts from '#schemas/${service}/${folder}/routes.ts';\n${isRead ? view : change}`;
}

/** A route about one thing: `get...` shows it, any other name changes it by a command of the same name. */
export function newRoute(service: string, aggregate: string, name: string): Plan {
  const { definition, names } = known(service, aggregate);
  if (!/^[a-z]+([A-Z][a-z]+)+$/.test(name)) {
    throw new Unusable(
      `"${name}" names no route: use a verb and a noun, such as close${aggregate} or get${aggregate}Score`,
    );
  }
  const contracts = services.flatMap(({ routes }) => routes);
  if (contracts.some((one) => one.name === name)) throw new Unusable(`There is a route ${name} already`);
  const isRead = name.startsWith('get');
  const method = isRead ? 'GET' : 'POST';
  const path = pathOf(name, names, definition.routes);
  if (contracts.some((one) => one.method === method && one.path === path)) {
    throw new Unusable(`There is a route ${method} ${path} already: use another name than ${name}`);
  }
  const { folder } = names;
  const file = `schemas/${service}/${folder}/routes.ts`;
  const handler = `functions/${service}/${folder}/routes/${kebab(name)}.ts`;
  const answer = isRead ? `${aggregate}View` : 'Written';
  const imports: [string, string][] = [
    ['#schemas/contract.ts', 'contract'],
    ['#schemas/thing.ts', 'ById'],
    isRead ? ['./views.ts', answer] : ['#schemas/contract.ts', answer],
  ];
  const stated = imports.reduce((text, [module, word]) => importing(text, module, word), {
    path: file,
    text: read(file),
  });
  const contract = `
export const ${name} = contract({
  name: '${name}',
  method: '${method}',
  path: '${path}',
  permission: '${isRead ? 'read' : 'write_assets'}',
  summary: '${pascal(kebab(name).replaceAll('-', ' '))}.',
  params: ById,
  answers: { 200: ${answer} },
});
`;
  if (
    isRead &&
    !new RegExp(`^export const ${names.aggregate}View = `, 'm').test(
      read(`functions/${service}/${folder}/view.ts`),
    )
  ) {
    throw new Unusable(
      `functions/${service}/${folder}/view.ts has no ${names.aggregate}View: write it by hand`,
    );
  }
  return {
    files: [
      edited(stated, /\n*$/, () => `\n${contract}`),
      { path: handler, text: handlerText(names, name, isRead) },
      ...(isRead ? [] : commandFiles(names, name)),
    ],
    left: [
      `${file}: say in the summary what ${name} does; set its permission and what it takes`,
      isRead
        ? `${handler}: show what the route is for; it shows the whole ${names.words} so far`
        : `functions/${service}/${folder}/domain/decide.ts: say which events ${pascal(name)} leads to (none so far)`,
    ],
  };
}
