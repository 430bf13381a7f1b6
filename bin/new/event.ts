import { services } from '#schemas/services.ts';
import { known } from './known.ts';
import { edited, exists, importing, type Plan, read, Unusable, withCase } from './plan.ts';

/** An event without data: its schema in the union, its case in `evolve`, and its golden file. */
export function newEvent(service: string, aggregate: string, event: string): Plan {
  const { names } = known(service, aggregate);
  if (!/^[A-Z][a-z]+([A-Z][a-z]+)+$/.test(event)) {
    throw new Unusable(`"${event}" names no event: use a noun and a past tense, such as ${aggregate}Closed`);
  }
  const golden = `schemas/golden/${service}/${event}.v1.json`;
  const taken = [...services.map(({ name }) => `schemas/golden/${name}/${event}.v1.json`)].find(exists);
  if (taken) throw new Unusable(`${taken} exists already: an event of this name is published`);
  const path = `schemas/${service}/${names.folder}/events.ts`;
  const evolvePath = `functions/${service}/${names.folder}/domain/evolve.ts`;
  const union = new RegExp(
    `^export const ${aggregate}Event = z\\.discriminatedUnion\\('type', \\[([^\\]]*?),?\\s*\\]\\);$`,
    'm',
  );
  const schema = `export const ${event}V1 = defineEvent('${event}', 1, z.strictObject({}));`;
  const events = importing({ path, text: read(path) }, '#schemas/event.ts', 'defineEvent');
  const evolve = { path: evolvePath, text: read(evolvePath) };
  if (!/^ {2}const state = /m.test(evolve.text)) {
    throw new Unusable(`${evolvePath} has no state for every event (const state = ...): write it by hand`);
  }
  return {
    files: [
      edited(
        events,
        union,
        (_, members) =>
          `${schema}\n\nexport const ${aggregate}Event = z.discriminatedUnion('type', [${members}, ${event}V1]);`,
      ),
      withCase(evolve, 'event', `    case '${event}':\n      return state;`),
      { path: golden, text: `${JSON.stringify({ type: event, version: 1, data: {} }, null, 2)}\n` },
    ],
    left: [
      `${path}: give ${event} its data, and ${golden} the same; then remove its file in schemas/published/`,
      '  and run npm run generate (until it is merged; a published version is never edited)',
      `${evolvePath}: say how ${event} changes the state`,
      `functions/${service}/${names.folder}/domain/decide.ts: say which command leads to it`,
    ],
  };
}
