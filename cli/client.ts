import { contracts } from '#schemas/services.ts';
import { type Client, type ClientOptions, clientOf } from './typed-client.ts';

/**
 * The platform's API: one function per route of every service. They throw errors that `failureOf` of `connection.ts`
 * understands.
 */
export type Api = Client<typeof contracts>;

/**
 * @example
 * const api = createClient({ baseUrl, token: async () => token });
 * const { body, version } = await api.getAsset({ params: { id } });
 */
export const createClient = (options: ClientOptions): Api => clientOf(contracts, options);
