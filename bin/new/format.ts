import { CapabilityName } from '#schemas/capability/capability/name.ts';
import type { GeneratedFile } from '../generate-routes.ts';
import { edited, importing, type Plan, read, Unusable } from './plan.ts';

const FOLDER = 'functions/capability/scan';
const CASES = 'test/capability/scan/cases';

const NAME = /^[a-z][a-z0-9]{1,30}$/;

function assertFree(name: string): void {
  if (!NAME.test(name)) {
    throw new Unusable(`"${name}" is no name of a scanner: lower case letters and digits, as in "nuclei"`);
  }
  if (!CapabilityName.options.some((known) => known === name)) return;
  throw new Unusable(`${name} has a format already. Known are: ${CapabilityName.options.join(', ')}`);
}

const formatText = (name: string, reader: string): string => `import { jsonFormat } from '../json-format.ts';
import { ${reader} } from './${name}-reader.ts';

export const ${name} = jsonFormat({
  name: '${name}-json',
  title: 'the JSON of ${name}',
  capability: '${name}',
  isRecord: (keys) => keys.has('${name}') && keys.has('host'),
  open: ${reader},
});
`;

const readerText = (name: string, reader: string): string => `import type { Reading } from '../format.ts';
import type { RecordReader } from '../json-format.ts';
import { placeOf } from '../place.ts';
import { openPort } from '../ports.ts';
import { portOf, seenAt, sighting, textIn } from '../record.ts';
import { recordRun } from '../scan-run.ts';

/** Reads hosts with the ports that answered. ${name} does not say which ports it tried: silence closes none. */
export function ${reader}({ receivedAt, onHost, warn }: Reading): RecordReader {
  const run = recordRun('${name}');
  return {
    record(record, lines) {
      const asked = placeOf(textIn(record, 'host'));
      if (!asked) return warn('A record names no host, and was left out', lines.fromLine);
      const port = portOf(record.port) ?? asked.port;
      const address = asked.address ?? placeOf(textIn(record, 'ip'))?.address;
      const ports = port === undefined ? [] : [openPort(port)];
      const seen = seenAt(textIn(record, 'timestamp'), receivedAt);
      onHost(sighting({ name: asked.name, address }, seen, lines, { ports }));
    },
    end: run.end,
  };
}
`;

const readerName = (name: string): string => `read${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** The list of formats with one more, before those whose marks are weaker. */
function listed(name: string): GeneratedFile {
  const path = `${FOLDER}/formats.ts`;
  const imported = importing({ path, text: read(path) }, `./${name}/format.ts`, name);
  return edited(imported, /scanFormats: readonly ScanFormat\[\] = \[\n/, (start) => `${start}  ${name},\n`);
}

function named(name: string): GeneratedFile {
  const path = 'schemas/capability/capability/name.ts';
  return edited(
    { path, text: read(path) },
    /CapabilityName = z\.enum\(\[\n/,
    (start) => `${start}  '${name}',\n`,
  );
}

function builtIn(name: string): GeneratedFile {
  const path = 'schemas/capability/capability/built-in.ts';
  const entry = `  ${name}: scanner('${name}', '${name}', 'Hosts, and what ${name} found on them.', {
    '${name}-json': 'What ${name} writes as JSON',
  }),\n`;
  return edited({ path, text: read(path) }, /^};$/m, (end) => `${entry}${end}`);
}

/** A first input with its right answer: a name, an address and a port that no other case has. */
function caseOf(name: string): GeneratedFile[] {
  const record = { [name]: '1.0', host: `${name}.acme.test`, ip: '198.51.100.250', port: 8443 };
  const expected = {
    why: 'one record: its host, its address and the port that answered',
    import: [`${name}-one.jsonl`],
    jobs: ['completed'],
    assets: { [`#asset#${name}.acme.test#198.51.100.250`]: { open: ['tcp/8443'] } },
  };
  return [
    { path: `${CASES}/${name}-one.jsonl`, text: `${JSON.stringify(record)}\n` },
    { path: `${CASES}/${name}-one.expected.json`, text: `${JSON.stringify(expected, null, 1)}\n` },
  ];
}

/** A further scanner whose files are read: its folder, its line in the list, its capability and its first case. */
export function newFormat(name: string): Plan {
  assertFree(name);
  const reader = readerName(name);
  return {
    files: [
      { path: `${FOLDER}/${name}/format.ts`, text: formatText(name, reader) },
      { path: `${FOLDER}/${name}/${name}-reader.ts`, text: readerText(name, reader) },
      listed(name),
      named(name),
      builtIn(name),
      ...caseOf(name),
    ],
    left: [
      `${FOLDER}/${name}/format.ts: the keys by which its records are told from those of others`,
      `${FOLDER}/${name}/${name}-reader.ts: its fields, over the versions of the tool`,
      `${FOLDER}/other-formats.ts: take it out, where it is refused by its name today`,
      `docs/scan-formats.md: a table of what is read from which field`,
      `${CASES}: an input with its right answer for each variation`,
    ],
  };
}
