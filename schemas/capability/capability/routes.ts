import * as z from 'zod';
import { contract } from '#schemas/contract.ts';
import { CapabilityView } from './views.ts';

export const listCapabilities = contract({
  name: 'listCapabilities',
  method: 'GET',
  path: '/capabilities',
  permission: 'read',
  summary: 'The scanners whose results can be imported.',
  answers: { 200: z.strictObject({ items: z.array(CapabilityView) }) },
});

export const getCapability = contract({
  name: 'getCapability',
  method: 'GET',
  path: '/capabilities/{name}',
  permission: 'read',
  summary: 'One scanner: its targets, and the formats and sizes of files that are taken.',
  params: z.strictObject({ name: z.string().min(1).max(100) }),
  answers: { 200: CapabilityView },
});
