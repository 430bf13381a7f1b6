import { type ScannedHost, TEXT_LIMIT } from '#schemas/capability/scan/scan-report.ts';
import { ipAddressOf } from '#schemas/net/address.ts';
import type { Instant } from '#schemas/primitives.ts';
import { cut } from './cut.ts';
import type { JsonObject, Lines } from './json-values.ts';

/** A field that holds an object; an empty one for anything else. */
export const objectIn = (record: JsonObject, field: string): JsonObject => {
  const value = record[field];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
};

/** A text, or a number as one; undefined for anything else and for blanks. */
export function textOf(value: unknown, limit = TEXT_LIMIT): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  return cut(text.trim(), limit);
}

/** The first of a record's fields that holds a text: newer versions of a scanner rename fields. */
export function textIn(record: JsonObject, ...fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const text = textOf(record[field]);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The texts of a list; of a single text that one; none of anything else. */
export function textsOf(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.map((each) => textOf(each)).filter((each) => each !== undefined);
}

/** A number, also where it is written as text; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** A port from 1 to 65535, as a number or as text. */
export function portOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isInteger(number) && number >= 1 && number <= 65_535
    ? number
    : undefined;
}

/** A time that a report can have: not before 1990 (zeros mean that nobody knows), and never after the arrival. */
export function seenAt(value: unknown, receivedAt: Instant): Instant {
  const time = instantOf(value);
  return time !== undefined && time < receivedAt ? time : receivedAt;
}

const EARLIEST = '1990-01-01T00:00:00.000Z';
const LATEST_MS = 253_402_300_799_000;

/** ISO 8601 with any offset, RFC 1123, or seconds since 1970. */
export function instantOf(value: unknown): Instant | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const ms = /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(ms) || ms > LATEST_MS) return undefined;
  const instant = new Date(ms).toISOString();
  return instant >= EARLIEST ? instant : undefined;
}

/** The name and the address of a record, as far as it has them. At least one is there. */
export interface Who {
  readonly name?: string | undefined;
  readonly address?: string | undefined;
}

type Said = Partial<Omit<ScannedHost, 'status' | 'address' | 'names' | 'evidence'>>;

/** A host that answered, as one record tells of it. The ports that it does not name are unknown. */
export function sighting(
  { name, address }: Who,
  observedAt: Instant,
  { fromLine, toLine }: Lines,
  said: Said = {},
): ScannedHost {
  const known = address === undefined ? undefined : ipAddressOf(address);
  return {
    ...{ status: 'up', observedAt, scope: [], remainder: [], otherAddresses: [] },
    ...{ ports: [], technologies: [], findings: [] },
    ...said,
    address: known && { type: known.kind, value: known.text },
    names: name === undefined ? [] : [{ name, type: 'user' }],
    evidence: { fromLine, toLine },
  };
}

/** The number where it lies between two others, these included. */
export const within = (number: number | undefined, from: number, to: number): number | undefined =>
  number !== undefined && number >= from && number <= to ? number : undefined;
