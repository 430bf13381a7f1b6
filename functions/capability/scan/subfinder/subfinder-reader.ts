import { OUTPUT_LIMIT } from '#schemas/capability/scan/scan-report.ts';
import type { Reading } from '../format.ts';
import type { RecordReader } from '../json-format.ts';
import { hostOf } from '../place.ts';
import { sighting, textIn, textsOf } from '../record.ts';
import { recordRun } from '../scan-run.ts';
import { cutText } from '../weakness.ts';

const DETECTOR = 'subfinder:name';

/** Reads names. Each stands for itself where the file gives no address; one that stands for many (`*.`) is no host. */
export function readSubfinder({ receivedAt, onHost, warn }: Reading): RecordReader {
  const run = recordRun('subfinder');
  return {
    record(record, lines) {
      const text = textIn(record, 'host');
      const host = hostOf(text);
      if (!host) {
        const what = text?.startsWith('*.') ? 'A name stands for many hosts' : 'A record names no host';
        return warn(`${what}, and was left out`, lines.fromLine);
      }
      run.note(DETECTOR);
      const sources = [...textsOf(record.source), ...textsOf(record.sources)].join(', ');
      const told = `found below ${textIn(record, 'input') ?? 'a domain'} by ${sources}`;
      const address = host.address ?? hostOf(textIn(record, 'ip'))?.address;
      const finding = { detector: DETECTOR, severity: 'I' as const, ...cutText(told, OUTPUT_LIMIT) };
      onHost(sighting({ name: host.name, address }, receivedAt, lines, { findings: [finding] }));
    },
    end: run.end,
  };
}
