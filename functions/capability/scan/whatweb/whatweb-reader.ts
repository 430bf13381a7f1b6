import type { ScannedTechnology } from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';
import type { Reading } from '../format.ts';
import type { RecordReader } from '../json-format.ts';
import type { JsonObject } from '../json-values.ts';
import { hostOf, placeOf } from '../place.ts';
import { openPort } from '../ports.ts';
import { objectIn, sighting, textIn, textsOf } from '../record.ts';
import { recordRun } from '../scan-run.ts';

const DETECTOR = 'whatweb:answer';

/** Plugins that tell of the answer or of people, and name no technology. */
const NO_TECHNOLOGY = new Set([
  'IP',
  'Country',
  'Title',
  'UncommonHeaders',
  'Cookies',
  'HttpOnly',
  'Email',
  'HTTPServer',
  'RedirectLocation',
  'Meta-Refresh-Redirect',
  'PasswordField',
  'Script',
  'Frame',
]);

/** Reads web sites that answered. The hops of a redirect are targets of their own. */
export function readWhatWeb({ receivedAt, onHost, warn }: Reading): RecordReader {
  const run = recordRun('whatweb');
  return {
    record(record, lines) {
      const target = placeOf(textIn(record, 'target'));
      if (!target) return warn('A record names no host, and was left out', lines.fromLine);
      const { port } = target;
      const plugins = objectIn(record, 'plugins');
      const address = target.address ?? hostOf(textsOf(objectIn(plugins, 'IP').string)[0])?.address;
      const [, product, version] =
        /^([^/\s]+)(?:\/(\S+))?/.exec(textsOf(objectIn(plugins, 'HTTPServer').string)[0] ?? '') ?? [];
      const service = {
        service: 'http',
        product,
        version,
        tunnel: target.scheme === 'https' ? 'ssl' : undefined,
      };
      const place = defined({ port, protocol: port === undefined ? undefined : ('tcp' as const) });
      const output = textIn(record, 'http_status') ?? '';
      run.note(DETECTOR);
      onHost(
        sighting({ name: target.name, address }, receivedAt, lines, {
          ports: port === undefined ? [] : [openPort(port, service)],
          technologies: technologiesOf(plugins).map((technology) => ({ ...technology, ...place })),
          findings: [{ detector: DETECTOR, severity: 'I', output, ...place }],
        }),
      );
    },
    end: run.end,
  };
}

/** A plugin's name with each version that it saw; without one where it was only detected. */
const technologiesOf = (plugins: JsonObject): ScannedTechnology[] =>
  Object.keys(plugins)
    .filter((name) => name.trim() !== '' && !NO_TECHNOLOGY.has(name))
    .flatMap((name) => {
      const versions = textsOf(objectIn(plugins, name).version);
      const short = name.slice(0, 100);
      return versions.length === 0
        ? [{ name: short }]
        : versions.map((version) => ({ name: short, version }));
    });
