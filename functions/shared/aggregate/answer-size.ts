/**
 * Bytes that the items of one answer take at most. A Lambda function answers at most 6 MB; the rest is room for the
 * frame of the answer.
 */
export const MAX_ANSWER_BYTES = 5 * 1024 * 1024;

/** Bytes of UTF-8 that a value takes in an answer. The answer is JSON within JSON: a quote or a backslash takes more than one byte. */
export const answerBytes = (value: unknown): number =>
  Buffer.byteLength(JSON.stringify(JSON.stringify(value)), 'utf8');
