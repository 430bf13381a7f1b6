import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * `import { z }` keeps all of zod, its 50 languages included, as esbuild does not see through a namespace that is exported again.
 * `import * as z` names the same and keeps what is used: 110 KB instead of 470.
 */
const zodByName: Plugin = {
  name: 'zod-by-name',
  setup({ onLoad }) {
    onLoad({ filter: /\/(?:functions|schemas|cli)\/.*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        "import { z } from 'zod';",
        "import * as z from 'zod';",
      ),
      loader: 'ts',
    }));
  },
};

/** Lambda gives a function its credentials in the environment; the ways of laptops (files, SSO, a browser) weigh 130 KB. */
const credentialsByEnvironment: Plugin = {
  name: 'credentials-by-environment',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk\/credential-provider-node\/dist-es\/index\.js$/ }, ({ path }) => ({
      contents: `
        import { fromEnv } from '@aws-sdk/credential-provider-env';
        export const defaultProvider = (init) => fromEnv(init);`,
      resolveDir: dirname(path),
    }));
  },
};

/** Keeps out of bundles what no function of ours can reach. */
export const leanBundles: readonly Plugin[] = [zodByName, credentialsByEnvironment];
