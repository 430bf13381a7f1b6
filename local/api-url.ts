/**
 * The address of an HTTP API as this machine can reach it. A local engine names its APIs
 * `{id}.execute-api.localhost`, which curl and browsers resolve and Node does not. The same API answers under a path
 * of the endpoint itself.
 *
 * @param endpoint of the engine, without a slash at the end
 * @param url of the API, as the deployment's outputs give it
 */
export function reachableApiUrl(endpoint: string, url: string): string {
  const { hostname, pathname } = new URL(url);
  const id = /^([a-z0-9]+)\.execute-api\.localhost$/.exec(hostname)?.[1];
  return (id ? `${endpoint}/_aws/execute-api/${id}${pathname}` : url).replace(/\/+$/, '');
}
