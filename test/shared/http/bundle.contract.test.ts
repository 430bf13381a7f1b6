import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { slim } from '../../../bin/slim.ts';

/** What is in the bundle of a module as a function gets it, and how large that is. */
async function bundleOf(path: string) {
  const { metafile, outputFiles } = await build({
    entryPoints: [new URL(`../../../${path}`, import.meta.url).pathname],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    write: false,
    metafile: true,
    plugins: [slim],
    logLevel: 'error',
  });
  const packages = Object.keys(metafile.inputs).map(
    (name) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1],
  );
  return {
    packages: new Set(packages),
    bytes: outputFiles.reduce((sum, file) => sum + file.contents.byteLength, 0),
  };
}

describe('the bundle', { timeout: 30_000 }, () => {
  it('of the HTTP border is a small part of the 400 KB of a command function, and makes no documents', async () => {
    const { packages, bytes } = await bundleOf('functions/shared/http/handler.ts');
    expect([...packages]).toEqual(expect.arrayContaining(['zod', '@middy/core', '@middy/http-router']));
    expect(packages).not.toContain('zod-openapi');
    expect(packages).not.toContain('@redocly/openapi-core');
    expect(bytes).toBeLessThan(150_000);
  });

  it('of the route that serves the document holds the document, not its generator', async () => {
    const { packages } = await bundleOf('functions/account/openapi/routes/get-open-api.ts');
    expect(packages).not.toContain('zod-openapi');
  });

  it('of the client speaks HTTP only: nothing of AWS is in it', async () => {
    const { packages } = await bundleOf('cli/client.ts');
    expect([...packages].filter((name) => name !== undefined)).toEqual(['zod']);
  });
});
