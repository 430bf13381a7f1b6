import { failureOf } from '../cli/connection.ts';
import { jsonDocument, printable } from '../cli/output.ts';
import { processTerminal } from '../cli/terminal.ts';
import { type DemoArguments, readArguments, usage } from './demo/arguments.ts';
import { reportText } from './demo/report-text.ts';
import { type Demo, runDemo } from './demo/run.ts';
import { tryText } from './demo/try-text.ts';
import { isAlive } from './folders.ts';
import { onShutdown, shutDown } from './shutdown.ts';
import { wordsOf } from './words.ts';

const terminal = processTerminal();
const say = (text: string) => terminal.stderr.write(text);
let interrupted = false;

/** Says why nothing came of it; with --json on stdout too, where a program looks. */
function complain(error: unknown, json: boolean): void {
  const { code, message } = failureOf(error);
  say(`${message}\n`);
  if (json) terminal.stdout.write(jsonDocument({ error: { code, message } }));
}

async function fail(error: unknown, json: boolean): Promise<never> {
  // A failure after that is no news.
  if (interrupted) return shutDown(130);
  complain(error, json);
  return shutDown(1);
}

/** Holds the process until Ctrl-C, or until the engine is gone. */
function stayUp({ engine: { pid } }: Demo): void {
  setInterval(() => {
    if (pid === undefined || isAlive(pid)) return;
    say('The AWS engine has ended by itself.\n');
    void shutDown(1);
  }, 1_000);
}

async function start({ once, json, files }: DemoArguments): Promise<void> {
  const demo = await runDemo(files, terminal);
  terminal.stdout.write(json ? jsonDocument(demo.report) : `\n${reportText(demo.report, terminal)}`);
  for (const failure of demo.failures) say(`${printable(failure)}\n`);
  if (once) return shutDown(demo.failures.length > 0 ? 1 : 0);
  const text = tryText(demo, terminal);
  if (json) say(text);
  else terminal.stdout.write(text);
  stayUp(demo);
}

const words = wordsOf(usage, readArguments, (wrong) => complain(wrong, process.argv.includes('--json')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    interrupted = true;
  });
}
// A step that is broken off has hidden the cursor.
onShutdown(() => void (terminal.interactive && say('\u001b[?25h')));
await start(words).catch((error: unknown) => fail(error, words.json));
