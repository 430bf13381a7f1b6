import * as z from 'zod';
import { contract } from '#schemas/contract.ts';

/** The document that describes all routes. The account service serves it for all. */
export const getOpenApi = contract({
  name: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  permission: 'public',
  summary: 'This document: all routes, as OpenAPI 3.1.',
  answers: { 200: z.looseObject({ openapi: z.string() }) },
});
