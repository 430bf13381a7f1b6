import { expect, it } from 'vitest';
import * as z from 'zod';
import { sbom } from '../../bin/sbom.ts';
import packageJson from '../../package.json' with { type: 'json' };

const Bom = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  /** A package that comes inside of another one has no hash of its own. */
  components: z.array(
    z.looseObject({ name: z.string(), version: z.string(), hashes: z.array(z.unknown()).default([]) }),
  ),
});

it('The bill of materials has every package of functions and tools with its version, nearly all with a hash', () => {
  const { dependencies, devDependencies } = packageJson;
  const { components } = Bom.parse(JSON.parse(sbom()));
  const hashed = components.filter(({ hashes }) => hashes.length > 0);
  const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(listed).toContain(`${name}@${version}`);
  expect(hashed.length / components.length).toBeGreaterThan(0.9);
});
