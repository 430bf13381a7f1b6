import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** The place of the bundles for comparison: inside the checkout, so that external packages are found there. */
const folder = join(root, 'dist', 'cdk-defaults');

/**
 * Bundles functions as `NodejsFunction` of the CDK does by default: CommonJS, not minified, by `main`. Its two
 * defaults differ in the SDK: a named runtime leaves it to the runtime's own packages; NODEJS_LATEST and
 * `bundleAwsSDK` bundle it.
 *
 * @returns the file of a function by its name, such as `asset-commands`
 */
export async function bundleAsCdkDoes(
  names: readonly string[],
  sdk: 'external' | 'bundled',
): Promise<(name: string) => string> {
  const outdir = join(folder, sdk);
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: join('functions', ...partsOf(name)), out: name })),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: sdk === 'external' ? ['@aws-sdk/*', '@smithy/*'] : [],
    logLevel: 'error',
  });
  writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }');
  return (name) => join(outdir, `${name}.js`);
}

function partsOf(name: string): [service: string, file: string] {
  const at = name.indexOf('-');
  return [name.slice(0, at), `${name.slice(at + 1)}.ts`];
}
