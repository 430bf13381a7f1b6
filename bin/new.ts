import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newEvent } from './new/event.ts';
import { newFormat } from './new/format.ts';
import { checkoutRoot, type Plan, Unusable } from './new/plan.ts';
import { newReaction } from './new/reaction.ts';
import { newRoute } from './new/route.ts';
import { newService } from './new/service.ts';

const FORMS = [
  'npm run new -- service NAME AGGREGATE             such as: service risk Risk',
  'npm run new -- route SERVICE AGGREGATE NAME       such as: route risk Risk closeRisk',
  'npm run new -- event SERVICE AGGREGATE NAME       such as: event risk Risk RiskClosed',
  'npm run new -- reaction SERVICE AGGREGATE EVENT   such as: reaction risk Risk JobCompleted',
  'npm run new -- format NAME                        such as: format dnsx',
].join('\n');

export const USAGE = `Usage: npm run new -- service|route|event|reaction|format NAMES\n\n${FORMS}\n`;

/** The plan of the words. Throws Unusable, which names the allowed words, for any others. */
function planOf([kind, ...words]: readonly string[]): Plan {
  const [first = '', second = '', third = ''] = words;
  if (kind === 'service' && words.length === 2) return newService(first, second);
  if (kind === 'route' && words.length === 3) return newRoute(first, second, third);
  if (kind === 'event' && words.length === 3) return newEvent(first, second, third);
  if (kind === 'reaction' && words.length === 3) return newReaction(first, second, third);
  if (kind === 'format' && words.length === 1) return newFormat(first);
  throw new Unusable(`Known are:\n${FORMS}`);
}

function run(command: string, args: readonly string[]): boolean {
  const { status, error } = spawnSync(command, args, { cwd: checkoutRoot, stdio: ['ignore', 2, 2] });
  if (error) throw error;
  return status === 0;
}

/** Writes the files of the plan, formats and generates. Answers whether all went well. Throws Unusable: nothing changes. */
export function addNew(words: readonly string[]): boolean {
  const plan = planOf(words);
  for (const { path, text } of plan.files) {
    mkdirSync(dirname(join(checkoutRoot, path)), { recursive: true });
    writeFileSync(join(checkoutRoot, path), text);
    process.stderr.write(`wrote ${path}\n`);
  }
  const sources = plan.files.map(({ path }) => path).filter((path) => path.endsWith('.ts'));
  const biome = join(checkoutRoot, 'node_modules', '.bin', 'biome');
  const isDone =
    run(biome, ['check', '--write', '--log-level=error', ...sources]) &&
    // A process of its own: this one has loaded the schemas as they were.
    run(process.execPath, [join(checkoutRoot, 'local', 'generate.ts')]);
  process.stderr.write(`Left to fill in:\n${plan.left.map((line) => `  ${line}\n`).join('')}`);
  return isDone;
}
