import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { CapabilityName } from '#schemas/capability/capability/name.ts';
import { defined } from '#schemas/defined.ts';
import { changesLine, changesTable } from '../changes.ts';
import type { Api } from '../client.ts';
import { type CommandInput, type CommonOptions, inAccount, positiveInteger, type Run } from '../command.ts';
import { ExitCode, wrongUsage } from '../exit.ts';
import { type ImportedFile, type ImportOptions, importScan } from '../import-scan.ts';
import { counted, printable, styled } from '../output.ts';
import { type Bar, startBar } from '../progress.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import type { LocalFile } from '../upload.ts';

interface Options extends CommonOptions {
  readonly capability?: CapabilityName | undefined;
  readonly timeout: number;
}

/** The file as it is now. Throws CommandFailure (usage) that names the argument as the user wrote it. */
export function localFile(path: string, word = path): LocalFile {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw wrongUsage(`FILE ${word} does not exist`);
  // A pipe has no size, and the API wants to know it before the first byte.
  if (!stats.isFile()) throw wrongUsage(`FILE ${word} is not a regular file`);
  return { path, size: stats.size };
}

const phases = { upload: 'uploading', read: 'being read', import: 'importing' } as const;

/** Imports one file behind bars, one per phase. */
export async function importWithBars(
  api: Api,
  file: LocalFile,
  options: Omit<ImportOptions, 'onProgress'>,
  terminal: Terminal,
): Promise<ImportedFile> {
  let current: { phase: string; bar: Bar } | undefined;
  try {
    return await importScan(api, file, {
      ...options,
      onProgress: (phase, done, total) => {
        if (current?.phase !== phase) {
          current?.bar.end();
          current = { phase, bar: startBar(terminal, `${basename(file.path)} ${phases[phase]}`, total) };
        }
        current.bar.update(done, total);
      },
    });
  } finally {
    current?.bar.end();
  }
}

/** The changes of a file, for a person. */
export function importedText({ file, counts, changes, warnings }: ImportedFile, terminal: Terminal): string {
  if (!counts) return '';
  const seen = `${counted(counts.observed, 'asset')} seen, ${changesLine(changes)}`;
  return `${printable(file)}: ${seen}\n${changesTable(changes, terminal)}${warningsText(warnings, terminal)}`;
}

/** What of a file was left out or read otherwise: a line each, with its place. */
function warningsText(warnings: ImportedFile['warnings'], terminal: Terminal): string {
  if (warnings.length === 0) return '';
  const rows = warnings.map(({ line, count, what }) => [`line ${line}`, `${count} times`, what]);
  return `${styled('yellow', 'Not all of the file was taken as it stands:', terminal.stdout)}\n${table(['from', 'count', 'what'], rows, terminal, { wrap: ['what'] })}`;
}

/** Why a file did not get to the end, in one line; empty when it did. */
export function reasonText({ file, status, importStatus, reason }: ImportedFile, terminal: Terminal): string {
  if (!reason) return '';
  const state = importStatus === 'incomplete' ? importStatus : status;
  return `${printable(file)}: ${styled('red', state, terminal.stderr)}: ${printable(reason.message)}\n`;
}

const importedJson = ({ took, exitCode: _exitCode, changes, ...known }: ImportedFile) => ({
  ...known,
  ...changes,
  tookMs: took,
});

async function importAll(
  files: readonly LocalFile[],
  { capability, timeout }: Options,
  { connect, print, terminal }: CommandInput,
): Promise<ImportedFile[]> {
  const api = await connect();
  const done: ImportedFile[] = [];
  for (const file of files) {
    const imported = await importWithBars(
      api,
      file,
      { ...defined({ capability }), patienceMs: timeout * 1000 },
      terminal,
    );
    done.push(imported);
    print(importedText(imported, terminal));
    terminal.stderr.write(reasonText(imported, terminal));
  }
  return done;
}

/** Files of scanners become assets. */
export function importFiles(program: Command, run: Run): void {
  inAccount(
    program
      .command('import')
      .description("import scanners' files, one after the other, and show what they changed")
      .argument(
        '<file...>',
        'the output of a scanner, such as nmap -oX or nuclei -jsonl; may be compressed with gzip or zstd',
      )
      .addOption(
        new Option(
          '--capability <name>',
          'the scanner; by default the content of each file says which',
        ).choices(CapabilityName.options),
      )
      .option('--timeout <seconds>', 'give up when nothing has moved for so long', positiveInteger, 600),
    'nmap -sV -oX scan.xml www.example.com && chariot import scan.xml',
    'chariot import monday.xml friday.xml --json',
    'chariot import nothing-found.jsonl --capability nuclei',
  ).action((paths: string[], options: Options) =>
    run(options, async (invocation) => {
      const imported = await importAll(
        paths.map((path) => localFile(path)),
        options,
        invocation,
      );
      return {
        json: { imports: imported.map(importedJson) },
        text: '',
        exitCode: imported.find((file) => file.exitCode !== ExitCode.ok)?.exitCode ?? ExitCode.ok,
      };
    }),
  );
}
