import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

interface Diet {
  /** Which files it changes. */
  readonly filter: RegExp;
  /** Of which language they are. */
  readonly loader: 'js' | 'ts' | 'json';
  readonly slim: (text: string) => string;
}

/** `const _h = "http"` stands for a computed key `[_h]:`, which a bundler must take for a side effect: with it, every operation stays. */
function inlineKeys(text: string): string {
  const constants = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^const (\w+) = ("[^"]*");$/gm))
    constants.set(name, value);
  return text.replace(/\[(\w+)\]:/g, (key, name) => (constants.has(name) ? `${constants.get(name)}:` : key));
}

/** The failures of single items and of transactions. All others are of backups, global tables, imports and the like. */
const ITEM_ERRORS =
  /^(?:Conditional|DynamoDBService|DuplicateItem|Idempotent|InternalServer|ItemCollection|LimitExceeded|ProvisionedThroughput|ReplicatedWrite|RequestLimit|ResourceInUse|ResourceNotFound|Throttling|Transaction)/;

/** A client knows errors by being told of each. One that it does not know is still thrown, by its name. */
const withoutOtherErrors = (text: string): string =>
  text.replace(/^.*\.registerError\((\w+)\$, \w+\);$/gm, (line, name) =>
    ITEM_ERRORS.test(name) ? line : '',
  );

/** Each names its saving; smaller ones are not here. */
const diets: readonly Diet[] = [
  // 9 KB. Functions check by schemas; JSON Schema is made of them before deployment.
  {
    filter: /[\\/]zod[\\/]v4[\\/]classic[\\/]schemas\.js$/,
    loader: 'js',
    slim: (text) => text.replace(/^\s*inst\._zod\.processJSONSchema = .*;$/gm, ''),
  },
  // 10 KB, for the same reason.
  {
    filter: /[\\/]zod[\\/]v4[\\/]core[\\/]to-json-schema\.js$/,
    loader: 'js',
    slim: () => `
      const leftOut = () => { throw new Error('JSON Schema is left out of the bundles: see bin/slim.ts'); };
      export const createToJSONSchemaMethod = () => leftOut;
      export const createStandardJSONSchemaMethod = () => leftOut;
      export { leftOut as initializeContext, leftOut as handleUnrepresentable, leftOut as processSchema,
        leftOut as process, leftOut as extractDefs, leftOut as finalize };`,
  },
  // 8 KB where DynamoDB is used.
  {
    filter: /[\\/]@aws-sdk[\\/]client-dynamodb[\\/].*schemas_\d+\.js$/,
    loader: 'js',
    slim: (text) => inlineKeys(withoutOtherErrors(text)),
  },
  // 3 KB. Of the adaptive way to retry, which nothing asks for.
  {
    filter: /[\\/]@smithy[\\/]core[\\/].*DefaultRateLimiter\.js$/,
    loader: 'js',
    slim: () => `
      export class DefaultRateLimiter {
        constructor() { throw new Error('Adaptive retries are left out of the bundles: see bin/slim.ts'); }
      }`,
  },
  // 55 KB where S3 is used, as its operations are many.
  { filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/].*schemas_\d+\.js$/, loader: 'js', slim: inlineKeys },
  // 130 KB of every function. Lambda gives credentials by the environment: no profiles, no single sign-on, no metadata service.
  {
    filter: /[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/,
    loader: 'js',
    slim: () => "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  },
  // 20 KB. For operations that stream events, of which none is used. Clients ask for the first two when they are made.
  {
    filter: /[\\/]@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
    loader: 'js',
    slim: () => `
      export const eventStreamSerdeProvider = () => undefined;
      export const resolveEventStreamSerdeConfig = (config) => config;
      export class EventStreamSerde {
        constructor() { throw new Error('Event streams are left out of the bundles: see bin/slim.ts'); }
      }`,
  },
  // 10 KB where DynamoDB is used. Its discovery of endpoints is for other databases of that protocol, and is off.
  {
    filter: /[\\/]middleware-endpoint-discovery[\\/]dist-es[\\/]index\.js$/,
    loader: 'js',
    slim: () => `
      export const resolveEndpointDiscoveryConfig = (config) => config;
      export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
        environmentVariableSelector: () => undefined, configFileSelector: () => undefined, default: undefined };`,
  },
  // Up to 7 KB. Clients name their version, and nothing else of their package.
  {
    filter: /[\\/]@(?:aws-sdk|smithy)[\\/].*package\.json$/,
    loader: 'json',
    slim: (text) => JSON.stringify({ version: JSON.parse(text).version }),
  },
];

/**
 * Leaves code out of the bundles that a Lambda function never uses, which a bundler cannot tell. It is a third of
 * their size, and of the time that a cold start takes to read them. Command functions must stay under 400 KB. Where a
 * library changes and a rule no longer fits, a bundle only grows, which a test notices.
 */
export const slim: Plugin = {
  name: 'slim',
  setup(build) {
    for (const { filter, loader, slim } of diets) {
      build.onLoad({ filter }, async ({ path }) => ({
        contents: slim(await readFile(path, 'utf8')),
        loader,
      }));
    }
  },
};
