import * as z from 'zod';

const Attribute = z.looseObject({ stringValue: z.string().optional() });

/** The parts of a queue's record that are needed, as Lambda hands it over. */
export const QueueRecord = z.looseObject({
  messageId: z.string(),
  body: z.string(),
  receiptHandle: z.string().optional(),
  eventSourceARN: z.string(),
  attributes: z.looseObject({ ApproximateReceiveCount: z.coerce.number().optional() }).optional(),
  messageAttributes: z.looseObject({ waits: Attribute.optional() }).optional(),
});
export type QueueRecord = z.infer<typeof QueueRecord>;

export const QueueBatch = z.looseObject({ Records: z.array(QueueRecord) });

export const queueNameOf = ({ eventSourceARN }: Pick<QueueRecord, 'eventSourceARN'>): string =>
  eventSourceARN.split(':').at(-1) ?? '';

/** `chariot-prod-asset-imports` -> `imports`: the name of a queue in its service is one word. */
export const nameInService = (record: Pick<QueueRecord, 'eventSourceARN'>): string =>
  queueNameOf(record).split('-').at(-1) ?? '';

/** How often the message was received, this time included. */
export const receivesOf = ({ attributes }: QueueRecord): number => attributes?.ApproximateReceiveCount ?? 1;

/** How often the message has waited for newer code. */
export const waitsOf = ({ messageAttributes }: QueueRecord): number =>
  Number(messageAttributes?.waits?.stringValue ?? 0) || 0;
