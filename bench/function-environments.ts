import { functionsOf, synthesize } from '../test/infra/synth.ts';

/** The variables that Lambda itself puts into a function's environment. */
const BY_LAMBDA = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_SESSION_TOKEN: 'x',
};

interface WithEnvironment {
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
}

/** The environment of each function as its template says it. References are filled in with something of their form. */
export async function functionEnvironments(): Promise<(name: string) => NodeJS.ProcessEnv> {
  const functions = functionsOf(await synthesize('local'));
  return (name) => {
    const found = functions.find((fn) => fn.name === `chariot-local-${name}`);
    const { Variables = {} } = (found?.properties as WithEnvironment | undefined)?.Environment ?? {};
    const filled = Object.entries(Variables).map(([key, value]) => {
      if (typeof value === 'string') return [key, value];
      return [key, key.endsWith('_URL') || key.endsWith('ISSUER') ? 'http://127.0.0.1/x' : 'x'];
    });
    return { PATH: process.env.PATH, ...BY_LAMBDA, ...Object.fromEntries(filled) };
  };
}
