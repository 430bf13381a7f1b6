import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OutcomeLine } from '#shared/consumer/outcome-log.ts';
import { runbookSections } from '../../lib/constructs/explained-alarm.ts';
import { at, synthesize } from '../infra/synth.ts';
import { codeIn, documentAt, headingsIn } from './documents.ts';

const runbook = documentAt('docs/runbook.md');

/** The fields of a log line: a field too many or too few does not compile. */
const LOG_FIELDS = {
  outcome: true,
  code: true,
  source: true,
  id: true,
  duration_ms: true,
  correlation_id: true,
  event_id: true,
  event_type: true,
  aggregate_type: true,
  aggregate_id: true,
  account_id: true,
  count: true,
  cause: true,
} as const satisfies Record<keyof OutcomeLine, true>;

/** Everything of a stage that has a name of ours. */
async function namesIn(stage: string): Promise<Set<string>> {
  const { resources } = await synthesize(stage);
  const properties = ['QueueName', 'FunctionName', 'AlarmName', 'DashboardName', 'TableName', 'Name'];
  return new Set(
    resources.flatMap((resource) =>
      properties.flatMap((property) => {
        const name = resource.properties[property];
        return typeof name === 'string' ? [name] : [];
      }),
    ),
  );
}

describe('the runbook', () => {
  it('has a section for each kind of alarm, and tasks', () => {
    const [, ...sections] = headingsIn(runbook.text);
    expect(sections).toEqual([...runbookSections, 'tasks']);
  });

  it('names queues, functions, alarms and dashboards that exist in production', async () => {
    const names = await namesIn('prod');
    const named = [...runbook.text.matchAll(/chariot-prod(?:-[a-z]+)*(?![a-z*-])/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(10);
    for (const name of named) expect([...names]).toContain(name);
  });

  it('lists what AWS itself puts into a dead-letter queue, of each kind of source that a template has', async () => {
    const { resources } = await synthesize('prod');
    const withTarget = (type: string, found: (properties: object) => unknown) =>
      resources.some((resource) => resource.type === type && found(resource.properties) !== undefined);
    const shapes = {
      '{"requestContext", "requestPayload"}': withTarget('AWS::Lambda::EventInvokeConfig', (p) =>
        at(p, 'DestinationConfig', 'OnFailure', 'Destination'),
      ),
      '{"kind": "sweep"}': withTarget('AWS::Events::Rule', (p) =>
        at(p, 'Targets', 0, 'DeadLetterConfig', 'Arn'),
      ),
      '{"DDBStreamBatchInfo"}': withTarget('AWS::Lambda::EventSourceMapping', (p) =>
        at(p, 'DestinationConfig', 'OnFailure', 'Destination'),
      ),
      'a bare event': withTarget('AWS::Events::EventBus', (p) => at(p, 'DeadLetterConfig', 'Arn')),
    };
    for (const [shape, isThere] of Object.entries(shapes)) {
      expect(isThere, shape).toBe(true);
      expect(runbook.text).toContain(shape);
    }
  });

  it('names fields that log lines have', () => {
    const paragraph = /A line of an outcome has([^.]+), as far as/.exec(runbook.text)?.[1] ?? '';
    const fields = [...paragraph.matchAll(/`(\w+)`/g)].map(([, field = '']) => field);
    expect(fields.length).toBeGreaterThan(8);
    for (const field of fields) expect(Object.keys(LOG_FIELDS)).toContain(field);
    const filtered = [...runbook.text.matchAll(/filter (\w+) =/g)].map(([, field = '']) => field);
    expect(filtered).toEqual(['correlation_id']);
  });

  it('explains codes that the platform gives', () => {
    const sources = globSync('{functions,schemas}/**/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const codes = [...runbook.text.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code),
    );
    const waiting = [...runbook.text.matchAll(/^- `([a-z]+(?:-[a-z]+)+)`:/gm)].map(([, code = '']) => code);
    expect(codes.length + waiting.length).toBeGreaterThan(15);
    for (const code of [...codes, ...waiting]) expect(sources, code).toContain(`'${code}'`);
  });

  it('uses no tool beside those that the README names and the command line of AWS', () => {
    const blocks = [...runbook.text.matchAll(/(?<=\n\n) {4}(\S.*)$/gm)].map(([, line = '']) => line);
    expect(blocks.length).toBeGreaterThan(3);
    for (const line of blocks) expect(line).toMatch(/^(aws|npx chariot|filter) /);
    const commands = codeIn(runbook).flatMap(
      (code) => /^(aws|npx [a-z]+|npm|node|python3?|docker|jq|curl|chariot) /.exec(code)?.[1] ?? [],
    );
    expect(new Set(commands)).toEqual(new Set(['aws', 'npm', 'npx chariot', 'npx cdk']));
  });
});
