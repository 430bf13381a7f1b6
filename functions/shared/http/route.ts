import type * as z from 'zod';
import type { Contract } from '#schemas/contract.ts';
import type { Caller } from './caller.ts';
import type { RequestContext } from './request-context.ts';

/** Lets a route answer with read-only values: answers are only read. */
export type Readable<T> = T extends readonly (infer Item)[]
  ? readonly Readable<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: Readable<T[Name]> }
    : T;

type Parsed<C, Part extends string> = C extends { readonly [Name in Part]: infer S extends z.ZodType }
  ? z.output<S>
  : Record<string, never>;

/** The input of a route's handler: the parts of the request as its contract parses them. */
export interface Input<C extends Contract> {
  readonly params: Parsed<C, 'params'>;
  readonly query: Parsed<C, 'query'>;
  readonly body: Parsed<C, 'body'>;
  readonly caller: C['permission'] extends 'public' ? undefined : Caller;
  readonly request: RequestContext;
}

/** One of the answers that the contract states. Failures are thrown, not answered. */
export type Answer<C extends Contract> = {
  [Status in keyof C['answers'] & number]: {
    readonly status: Status;
    readonly body: Readable<z.input<C['answers'][Status]>>;
    readonly headers?: Readonly<Record<string, string>>;
  };
}[keyof C['answers'] & number];

/** The input of a route of any contract. */
export interface AnyInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller | undefined;
  readonly request: RequestContext;
}

export interface AnyAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route<Deps> {
  readonly contract: Contract;
  readonly handle: (input: AnyInput, deps: Deps) => Promise<AnyAnswer>;
}

/**
 * Ties a contract to the function that serves it. The function gets the parsed request and may give only answers of
 * its contract.
 *
 * @example
 * export const getAsset = route(contracts.getAsset, async ({ params, caller }, deps: AssetDeps) => {
 *   const asset = await deps.assets.load(caller.accountId, keyParam(params.id, 'asset'));
 *   return { status: 200, body: viewOf(asset), headers: etag(asset.version) };
 * });
 */
export function route<const C extends Contract, Deps, const A extends Answer<C>>(
  contract: C,
  handle: (input: Input<C>, deps: Deps) => Promise<A>,
): Route<Deps>;
// The handler of any contract is kept under one type. The pipeline calls it only with input that its own contract has
// parsed.
export function route<Deps>(contract: Contract, handle: Route<Deps>['handle']): Route<Deps> {
  return { contract, handle };
}
