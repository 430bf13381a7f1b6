import { parseArgs } from 'node:util';
import { simulate } from '../test/simulation/simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    scenario: { type: 'string' },
    story: { type: 'boolean', default: false },
  },
});

const { seeds, from, scenario, story } = values;
const failed = await simulate({
  seeds: Number(seeds),
  from: Number(from),
  ...(scenario !== undefined && { scenario }),
  story,
  print: (text) => console.log(text),
});
process.exit(failed === 0 ? 0 : 1);
