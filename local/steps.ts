import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { run } from './command.ts';
import { localFolder, root } from './folders.ts';

/** The part of vitest's JSON report that is counted. */
const reportSchema = z.looseObject({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.unknown()),
});
type Report = z.infer<typeof reportSchema>;

interface Step {
  readonly name: string;
  readonly seconds: number;
  readonly failed: boolean;
  readonly report?: Report | undefined;
}

interface TestOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Files that run at a time; one per core without it. */
  readonly workers?: number;
}

/** All reports of vitest in one, and the steps around them. `failedSteps` failed in another way than by a test. */
const reportFile = join(localFolder, 'report.json');

const readReport = (file: string): Report | undefined =>
  existsSync(file) ? reportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;

/** The output of a step is kept, and shown when it fails: in colour only on a terminal. */
const runTool = (tool: string, args: readonly string[], env = process.env) =>
  run(join(root, 'node_modules', '.bin', tool), args, {
    cwd: root,
    env: { ...env, ...(process.stderr.isTTY ? {} : { NO_COLOR: '1' }) },
    tail: 400,
  });

/** The steps of a check. One that fails is shown in full, and does not keep the others from running. */
export class Steps {
  readonly #steps: Step[] = [];
  readonly #running = new Set<string>();
  readonly #started = performance.now();

  /** Runs one step and says how long it took. Resolves to undefined when it failed. Steps may run beside each other. */
  async step<T>(
    name: string,
    work: () => Promise<T>,
    report?: () => Report | undefined,
  ): Promise<T | undefined> {
    const started = performance.now();
    this.#running.add(name);
    this.#say('');
    const done = (error?: unknown) => {
      const seconds = Math.round(performance.now() - started) / 1000;
      this.#running.delete(name);
      this.#steps.push({ name, seconds, failed: error !== undefined, report: report?.() });
      const reason = error instanceof Error ? error.message : String(error);
      const failure = error === undefined ? '' : `  FAILED\n\n${reason}\n`;
      this.#say(`${name.padEnd(44)} ${seconds.toFixed(1).padStart(6)} s${failure}\n`);
    };
    try {
      const result = await work();
      done();
      return result;
    } catch (error) {
      done(error);
      return undefined;
    }
  }

  /** On a terminal, the last line names the running step. */
  #say(text: string): void {
    const running = [...this.#running].join(', ');
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}${running}` : text);
  }

  /** A program of node_modules/.bin that must end with 0. */
  program(name: string, tool: string, args: readonly string[]): Promise<unknown> {
    return this.step(name, () => runTool(tool, args));
  }

  /** Runs projects of vitest.config.ts and counts their tests. */
  async tests(name: string, projects: readonly string[], { env, workers }: TestOptions = {}): Promise<void> {
    const file = join(localFolder, `report-${projects.join('-')}.json`);
    rmSync(file, { force: true });
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
    const args = ['run', ...projects.flatMap((project) => ['--project', project]), ...reporters];
    if (workers) args.push(`--maxWorkers=${workers}`);
    await this.step(
      name,
      () => runTool('vitest', args, env),
      () => readReport(file),
    );
  }

  /** Writes the report, lists the failures, and answers the exit code: 1 as well when no test ran. */
  finish(): number {
    const reports = this.#steps.flatMap(({ report }) => report ?? []);
    const sum = (count: (report: Report) => number) =>
      reports.reduce((total, report) => total + count(report), 0);
    const failed = this.#steps.filter((step) => step.failed);
    const totals = {
      numPassedTests: sum((report) => report.numPassedTests),
      numFailedTests: sum((report) => report.numFailedTests),
      numSkippedTests: sum((report) => report.numPendingTests + report.numTodoTests),
      failedSteps: failed.filter(({ report }) => !report?.numFailedTests).length,
    };
    const success = failed.length === 0 && totals.numPassedTests > 0;
    const steps = this.#steps.map(({ name, seconds, failed }) => ({ name, seconds, failed }));
    const testResults = reports.flatMap((report) => report.testResults);
    mkdirSync(localFolder, { recursive: true });
    writeFileSync(reportFile, JSON.stringify({ success, ...totals, steps, testResults }, null, 2));
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(0);
    this.#say(`${totals.numPassedTests} tests passed, ${totals.numFailedTests} failed, ${seconds} s\n`);
    if (failed.length > 0) this.#say(`Failed: ${failed.map((step) => step.name).join(', ')}\n`);
    return success ? 0 : 1;
  }
}
