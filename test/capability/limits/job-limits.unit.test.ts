import { expect, it } from 'vitest';
import { createJob } from '#schemas/capability/job/routes.ts';
import { getJobLimits } from '#schemas/capability/limits/routes.ts';
import { limits } from '#schemas/limits.ts';
import { AccountId } from '#schemas/primitives.ts';
import { dailyCounter } from '#shared/limits/quota.ts';
import { ACCOUNT } from '../../shared/http/events.ts';
import { capabilityService, OTHER_ACCOUNT } from '../service.ts';

const NOW = '2026-11-24T13:00:00.000Z';
const account = AccountId.parse(ACCOUNT);
const body = { capability: 'nmap', file: { name: 'scan.xml', size: 1_000 } };

const nearlyFull = async (name: 'jobs' | 'upload-bytes', left: number) => {
  const service = capabilityService();
  const counter = dailyCounter(account, name, NOW);
  await service.store.counters.take(counter, limits[name].most - left, limits[name].most);
  return service;
};

it('answers the job after the last one of the day with 429, the name of the limit and when to come again', async () => {
  const { call, pass } = await nearlyFull('jobs', 1);
  expect(await call(createJob, { body })).toMatchObject({ status: 201 });
  const { status, headers, body: problem } = await call(createJob, { body });
  expect(status).toBe(429);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(headers['retry-after']).toBe(String(11 * 60 * 60));
  expect(problem).toMatchObject({
    code: 'limit-reached',
    details: { limit: 'jobs', most: limits.jobs.most },
  });
  expect(await call(createJob, { body, account: OTHER_ACCOUNT })).toMatchObject({ status: 201 });
  pass(11 * 60 * 60);
  expect(await call(createJob, { body })).toMatchObject({ status: 201 });
});

it('bounds the bytes of a day, and takes no job of what bytes refuse', async () => {
  const { call, ok } = await nearlyFull('upload-bytes', 1_500);
  expect(await call(createJob, { body })).toMatchObject({ status: 201 });
  expect(await call(createJob, { body })).toMatchObject({
    status: 429,
    body: { details: { limit: 'upload-bytes' } },
  });
  const { items } = await ok(getJobLimits);
  expect(items.map(({ name, used, resets }) => [name, used, resets])).toEqual([
    ['jobs', 1, '2026-11-25T00:00:00.000Z'],
    ['upload-bytes', limits['upload-bytes'].most - 500, '2026-11-25T00:00:00.000Z'],
  ]);
});

it('counts a repeat of a request once, and answers it also where nothing is left', async () => {
  const { call, ok } = await nearlyFull('jobs', 1);
  const headers = { 'idempotency-key': 'first' };
  const first = await ok(createJob, { body, headers });
  expect((await ok(createJob, { body, headers })).id).toBe(first.id);
  expect((await call(createJob, { body })).status).toBe(429);
  expect((await ok(getJobLimits)).items[0]?.used).toBe(limits.jobs.most);
});

it('gives back what a refused request would have used', async () => {
  const { call, ok } = capabilityService();
  const headers = { 'idempotency-key': 'first' };
  await ok(createJob, { body, headers });
  const other = { ...body, target: 'example.com' };
  expect((await call(createJob, { body: other, headers })).body.code).toBe('idempotency-mismatch');
  expect((await ok(getJobLimits)).items.map(({ used }) => used)).toEqual([1, 1_000]);
});

it('lets exactly as many racing requests through as there is room for', async () => {
  const { call } = await nearlyFull('jobs', 5);
  const answers = await Promise.all(Array.from({ length: 20 }, () => call(createJob, { body })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
});
