import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { TerminalFailure } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import { storedOf } from '#shared/event-store/dynamo-item.ts';
import { liveIn, type Tip } from '#shared/event-store/event-store.ts';

/** An image as DynamoDB marshals it: each attribute is an object of one type and its value. */
const Image = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null),
);

const Base64 = z.looseObject({ B: z.base64() });

type Image = z.infer<typeof Image>;

function imageOf(value: unknown): Image | undefined {
  const parsed = Image.optional().safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TerminalFailure('unreadable-item', 'an image of the stream is no item', { cause: parsed.error });
}

/** Lambda hands over a stream's images as JSON, where bytes are base64 text. */
const withBytes = (image: Image): Image =>
  Object.fromEntries(
    Object.entries(image).map(([name, value]) => {
      const text = Base64.safeParse(value);
      return [name, text.success ? { B: Uint8Array.from(Buffer.from(text.data.B, 'base64')) } : value];
    }),
  );

/** The parts of a record of a table's stream that are needed. */
export const StreamRecord = z.looseObject({
  eventName: z.string().optional(),
  dynamodb: z.looseObject({
    SequenceNumber: z.string(),
    /** Seconds since 1970. */
    ApproximateCreationDateTime: z.number().optional(),
    NewImage: z.unknown().optional(),
    OldImage: z.unknown().optional(),
  }),
});
export type StreamRecord = z.infer<typeof StreamRecord>;

export const StreamBatch = z.looseObject({ Records: z.array(StreamRecord) });

const Versioned = z.looseObject({ Version: z.int() });

/** A write of a tip, as its stream shows it: the present tip, and the version before. */
export interface TipChange {
  readonly tip: Tip;
  readonly previousVersion: number;
}

/**
 * The change in a record; undefined where there is nothing to publish: a page of events, a stub, or something that was removed.
 * @throws TerminalFailure where the image is not a tip of ours
 */
export function tipChangeIn({ dynamodb }: StreamRecord): TipChange | undefined {
  const NewImage = imageOf(dynamodb.NewImage);
  const OldImage = imageOf(dynamodb.OldImage);
  if (!NewImage || !('Version' in NewImage)) return undefined;
  const previous = OldImage && Versioned.safeParse(unmarshall(withBytes(OldImage)));
  if (previous && !previous.success) {
    throw new TerminalFailure('unreadable-item', 'the old image does not say its version', {
      cause: previous.error,
    });
  }
  const tip = liveIn(storedOf(unmarshall(withBytes(NewImage))));
  return tip && { tip, previousVersion: previous?.data.Version ?? 0 };
}

/** How long ago a record was written; a record that does not tell is as old as can be. */
export const secondsOld = ({ dynamodb }: StreamRecord, now: Instant): number =>
  Date.parse(now) / 1000 - (dynamodb.ApproximateCreationDateTime ?? 0);
