import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

const file = 'dist/sbom.cdx.json';

/**
 * Every package of the lock file with its version and hash, as CycloneDX. The tools are among them: npm would otherwise
 * leave out packages that a tool and a function share.
 */
export const sbom = (): string =>
  execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });

/** Writes the bill of materials beside the bundles. */
export function writeSbom(): void {
  mkdirSync('dist', { recursive: true });
  writeFileSync(file, sbom());
  process.stderr.write(`${file}\n`);
}
