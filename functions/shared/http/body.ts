import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Refusal } from '#schemas/errors.ts';
import { jsonBody } from './json.ts';

/** Largest body of a request, in bytes. Files do not pass here: they are uploaded to a presigned URL. */
export const MAX_BODY_BYTES = 256 * 1024;

/** JSON has no parameters of its own: RFC 8259 asks to ignore what comes after the type. */
const JSON_MEDIA_TYPE = /^application\/json\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;
/** Names of UTF-8, and of the part of it that is ASCII. */
const UTF_8 = ['utf-8', 'utf8', 'us-ascii', 'ascii'];

/**
 * The body as text and as the value that it stands for. A missing body reads like an empty object, so that each
 * missing field is named.
 *
 * Refusals: `unsupported-media-type`, `too-large`, `invalid`.
 */
export function readBody(event: APIGatewayProxyEventV2): { readonly text: string; readonly value: unknown } {
  if (event.body === undefined || event.body === null || event.body === '') return { text: '', value: {} };
  requireJson(event.headers);
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > MAX_BODY_BYTES) {
    throw new Refusal('too-large', `The body must be at most ${MAX_BODY_BYTES} bytes.`, {
      details: { bytes: bytes.byteLength, limit: MAX_BODY_BYTES },
    });
  }
  const text = decode(bytes);
  return { text, value: jsonBody(text) };
}

/**
 * The body of a route that takes none. Clients send an empty one, or `{}`, of whatever type. Anything else would be
 * ignored, so it is refused with `invalid`, whatever its size and type are.
 */
export function readNoBody({ body, isBase64Encoded }: APIGatewayProxyEventV2): ReturnType<typeof readBody> {
  const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '');
  if (text === '' || /^\s{0,100}\{\s{0,100}\}\s{0,100}$/.test(text)) return { text, value: {} };
  throw new Refusal('invalid', 'The request does not fit this route.', {
    errors: [{ path: 'body', message: 'must be left out: this route takes none' }],
  });
}

function requireJson(headers: APIGatewayProxyEventV2['headers']): void {
  const type = headers['content-type']?.trim() ?? '';
  const [, charset = 'utf-8'] = CHARSET.exec(type) ?? [];
  if (!JSON_MEDIA_TYPE.test(type) || !UTF_8.includes(charset.toLowerCase())) {
    throw unsupported('Content-Type', 'must be application/json, in UTF-8');
  }
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (coding !== '' && coding !== 'identity') {
    throw unsupported('Content-Encoding', 'must be left out: the body is taken as it is, not compressed');
  }
}

const unsupported = (header: string, message: string): Refusal =>
  new Refusal('unsupported-media-type', 'The body must be sent as application/json in UTF-8.', {
    errors: [{ path: `header.${header}`, message }],
  });

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Refusal('invalid', 'The body cannot be read.', {
      cause,
      errors: [{ path: 'body', message: 'is not UTF-8' }],
    });
  }
}
