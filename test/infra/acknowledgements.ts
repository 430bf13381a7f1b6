import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Acknowledgment, Validations } from 'aws-cdk-lib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { build } from '../../bin/build.ts';
import { addStacks } from '../../lib/stacks.ts';
import { stageConfig } from '../../lib/stages.ts';
import { newApp, stages } from './synth.ts';

interface Report {
  readonly pluginReports: {
    readonly violations: {
      readonly ruleName: string;
      readonly violatingConstructs: { readonly constructPath: string }[];
    }[];
  }[];
}

/** What cdk-nag finds when nothing is explained, as `rule at path`. */
function findings(outdir: string): Set<string> {
  const { pluginReports } = JSON.parse(
    readFileSync(join(outdir, 'validation-report.json'), 'utf8'),
  ) as Report;
  return new Set(
    pluginReports.flatMap(({ violations }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      ),
    ),
  );
}

/** The whole app with every explanation left out: what was explained, and what is found then. */
async function withoutExplanations(stage: string) {
  await build();
  const outdir = mkdtempSync(join(tmpdir(), 'chariot-findings-'));
  const explained: { rule: string; path: string; reason: string }[] = [];
  const explain = function (this: unknown, ...rules: Acknowledgment[]) {
    const { path } = (this as { scope: { node: { path: string } } }).scope.node;
    for (const { id, reason } of rules) explained.push({ rule: id, path, reason });
  };
  vi.spyOn(Validations.prototype, 'acknowledge').mockImplementation(explain);
  vi.spyOn(console, 'error').mockReturnValue();
  try {
    const app = newApp({}, outdir);
    await addStacks(app, stageConfig(stage));
    expect(() => app.synth()).toThrow('AwsSolutions');
    return { explained, found: findings(outdir) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

describe.each(stages)('what stage %s explains to cdk-nag', (stage) => {
  afterEach(() => void vi.restoreAllMocks());

  it('is found without the explanation, and has a reason: no explanation outlives its cause', async () => {
    const { explained, found } = await withoutExplanations(stage);
    expect(explained).not.toHaveLength(0);
    for (const { rule, path, reason } of explained) {
      const isFound = [...found].some((finding) => finding.startsWith(`${rule} at ${path}`));
      expect(isFound, `${rule} at ${path}`).toBe(true);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
