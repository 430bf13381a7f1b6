import { readFile } from 'node:fs/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { getOpenApi } from '#schemas/account/openapi/routes.ts';
import { contract } from '#schemas/contract.ts';
import { openApiDocument } from '#schemas/openapi.ts';
import { services } from '#schemas/services.ts';
import { addToy, breakToy, getToy, health, listToys } from './toys.ts';

const toys = (...routes: Parameters<typeof openApiDocument>[0][number]['routes']) =>
  openApiDocument([{ name: 'toy', description: 'Toys.', routes }]);

const lint = async (document: unknown) => {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`);
};

/** Objects with named fields that take unknown ones, too. */
function openObjects(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const open =
    'properties' in schema && !('additionalProperties' in schema && schema.additionalProperties === false);
  return [...(open ? [schema] : []), ...Object.values(schema).flatMap(openObjects)];
}

const contracts = services.flatMap(({ routes }) => routes);

describe('docs/openapi.json', () => {
  const checkedIn = readFile(new URL('../../../docs/openapi.json', import.meta.url), 'utf8').then(JSON.parse);

  it('follows from the contracts (else run npm run generate)', async () => {
    expect(await checkedIn).toEqual(openApiDocument(services));
  });

  it('is clean by the recommended rules of Redocly', async () => {
    expect(await lint(await checkedIn)).toEqual([]);
  });

  it('has every route of every service, and its own', async () => {
    const { paths } = await checkedIn;
    for (const { method, path, name } of contracts) {
      expect(paths[path]?.[method.toLowerCase()]?.operationId).toBe(name);
    }
    expect(contracts).toContain(getOpenApi);
  });

  it('refuses unknown fields in every body, at any depth', () => {
    for (const { name, body } of contracts) {
      if (body)
        expect({ name, open: openObjects(z.toJSONSchema(body, { io: 'input' })) }).toEqual({
          name,
          open: [],
        });
    }
  });
});

describe('the document of a contract', () => {
  const statuses = (document: ReturnType<typeof toys>, path: string, method: 'get' | 'post') =>
    Object.keys(document.paths?.[path]?.[method]?.responses ?? {});

  it('has the problems that can occur on its route', () => {
    const document = toys(getToy, listToys, addToy, breakToy, health);
    expect(statuses(document, '/toys/{id}', 'get')).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '429',
      '500',
      '503',
    ]);
    expect(statuses(document, '/toys', 'get')).toEqual(['200', '400', '401', '403', '429', '500', '503']);
    expect(statuses(document, '/toys', 'post')).toEqual([
      '200',
      '201',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
    expect(statuses(document, '/toys/{id}/break', 'post')).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '422',
      '429',
      '500',
      '503',
    ]);
    expect(statuses(document, '/health', 'get')).toEqual(['200', '400', '429', '500', '503']);
  });

  it('says that 429 is a problem of ours, or the answer of the gateway, which knows nothing of those', () => {
    const document = toys(breakToy);
    expect(document.paths?.['/toys/{id}/break']?.post?.responses?.['429']).toEqual({
      $ref: '#/components/responses/Throttled',
    });
    expect(Object.keys(document.components?.responses?.Throttled ?? {})).toEqual([
      'description',
      'headers',
      'content',
    ]);
    expect(document.components?.responses?.Throttled).toMatchObject({
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        'application/json': { schema: { properties: { message: { type: 'string' } } } },
      },
    });
  });

  it('names the codes of its own refusals under the status they are answered with', () => {
    const responses = toys(breakToy).paths?.['/toys/{id}/break']?.post?.responses;
    expect(responses?.['422']).toMatchObject({
      description: 'A rule says no. Code: `idempotency-mismatch`, `too-sturdy`.',
    });
  });

  it('asks for a token and offers the account, unless the route is public', () => {
    const { paths, components } = toys(listToys, health);
    expect(paths?.['/toys']?.get).toMatchObject({ security: [{ bearer: [] }], 'x-permission': 'read' });
    expect(paths?.['/toys']?.get?.parameters).toContainEqual({
      $ref: '#/components/parameters/AccountParam',
    });
    expect(paths?.['/health']?.get?.security).toEqual([]);
    expect(JSON.stringify(paths?.['/health'])).not.toContain('AccountParam');
    expect(components?.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
  });

  it('offers Idempotency-Key on commands, and If-Match where there is something to match', () => {
    const headers = (contracted: typeof addToy | typeof breakToy | typeof getToy) =>
      JSON.stringify(toys(contracted).paths).match(/(?<=parameters\/)(IdempotencyKey|IfMatch)/g);
    expect(headers(getToy)).toBeNull();
    expect(headers(addToy)).toEqual(['IdempotencyKey']);
    expect(headers(breakToy)).toEqual(['IdempotencyKey', 'IfMatch']);
  });

  it('is clean by the recommended rules of Redocly', async () => {
    expect(await lint(toys(getToy, listToys, addToy, breakToy, health))).toEqual([]);
  });

  it.each([
    ['its path names a param that it does not state', [{ ...getToy, path: '/toys/{id}/{part}' } as const]],
    ['another contract has its name', [getToy, { ...listToys, name: 'getToy' }]],
    [
      'another contract has its route',
      [listToys, { ...getToy, path: '/toys', params: z.strictObject({}) } as const],
    ],
  ])('is not made when %s', (_when, contracts) => {
    expect(() => toys(...contracts.map((one) => contract(one)))).toThrow(
      expect.objectContaining({ code: 'invalid-contract' }),
    );
  });
});
