import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
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

interface Step {
  readonly name: string;
  readonly seconds: number;
  readonly failed: boolean;
}

/** All reports of vitest in one, with the steps around them; `failedSteps` failed in another way than by a test. */
export const reportFile = join(localFolder, 'report.json');

/** Output is kept and shown when a step fails: in colour only where somebody sees it. */
const plain = process.stderr.isTTY ? {} : { NO_COLOR: '1' };

const say = (text: string) => process.stderr.write(text);

/** Steps of a check, one after the other. A failed one is shown in full and does not keep the next from running. */
export class Steps {
  readonly #steps: Step[] = [];
  readonly #totals = {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    failedSteps: 0,
  };
  readonly #testResults: unknown[] = [];

  /** Runs one step and says how long it took. Resolves to undefined when it failed. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    const failures = this.#totals.numFailedTests;
    const started = performance.now();
    say(`${name.padEnd(44)} `);
    try {
      const result = await work();
      this.#note(name, started, false);
      return result;
    } catch (error) {
      this.#note(name, started, true);
      say(`\n${error instanceof Error ? error.message : String(error)}\n\n`);
      if (this.#totals.numFailedTests === failures) this.#totals.failedSteps += 1;
      return undefined;
    }
  }

  #note(name: string, started: number, failed: boolean): void {
    const seconds = Math.round(performance.now() - started) / 1000;
    this.#steps.push({ name, seconds, failed });
    say(`${seconds.toFixed(1).padStart(6)} s${failed ? '  FAILED' : ''}\n`);
  }

  /** A program of node_modules/.bin that must end with 0. */
  program(name: string, file: string, args: readonly string[], env = process.env): Promise<unknown> {
    return this.step(name, () =>
      run(join(root, 'node_modules', '.bin', file), args, {
        cwd: root,
        env: { ...env, ...plain },
        tail: 400,
      }),
    );
  }

  /** Runs projects of vitest.config.ts and counts their tests. `workers` files run at a time, else one per core. */
  async tests(name: string, projects: readonly string[], env = process.env, workers?: number): Promise<void> {
    const file = join(localFolder, `report-${projects.join('-')}.json`);
    mkdirSync(localFolder, { recursive: true });
    rmSync(file, { force: true });
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
    const args = ['run', ...projects.flatMap((project) => ['--project', project]), ...reporters];
    if (workers) args.push(`--maxWorkers=${workers}`);
    await this.step(name, async () => {
      try {
        await run(join(root, 'node_modules', '.bin', 'vitest'), args, {
          cwd: root,
          env: { ...env, ...plain },
          tail: 400,
        });
      } finally {
        this.#count(file);
      }
    });
  }

  #count(file: string): void {
    if (!existsSync(file)) return;
    const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    this.#totals.numPassedTests += report.numPassedTests;
    this.#totals.numFailedTests += report.numFailedTests;
    this.#totals.numPendingTests += report.numPendingTests;
    this.#totals.numTodoTests += report.numTodoTests;
    this.#testResults.push(...report.testResults);
  }

  /** Writes the report, says what failed, and answers with the exit code. */
  finish(): number {
    const { numPassedTests, numFailedTests, failedSteps } = this.#totals;
    const success = this.#steps.every((step) => !step.failed) && numPassedTests > 0;
    const report = { success, ...this.#totals, steps: this.#steps, testResults: this.#testResults };
    mkdirSync(localFolder, { recursive: true });
    writeFileSync(reportFile, JSON.stringify(report, null, 2));
    const seconds = this.#steps.reduce((sum, step) => sum + step.seconds, 0);
    const failed = this.#steps.filter((step) => step.failed).map((step) => step.name);
    say(`${numPassedTests} tests passed, ${numFailedTests} failed, ${failedSteps} other steps failed, `);
    say(`${seconds.toFixed(0)} s${failed.length ? `. Failed: ${failed.join(', ')}` : ''}\n`);
    return success ? 0 : 1;
  }
}
