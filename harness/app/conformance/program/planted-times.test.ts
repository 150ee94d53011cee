import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findAgent } from '../../../../ci/find-agent.ts';
import { bundled } from '../../../modules/bundled.fixture.ts';
import { conclude } from '../conclude.ts';
import { plantedTimes } from './planted-times.ts';
import { Workplace } from './workplace.ts';

vi.setConfig({ testTimeout: 120_000 });

const bodied = await bundled(new URL('./bodied-agent.fixture.ts', import.meta.url));
const bodiless = await bundled(new URL('./faulty-agent.fixture.ts', import.meta.url));
const agent = (program: string, fault: string) => [process.execPath, program, fault] as const;
const swift = findAgent();
if ('skipped' in swift) process.stderr.write(`the Swift agent is not tried: ${swift.skipped}\n`);

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-planted-times-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const measuredBy = async (command: readonly [string, ...string[]]) =>
  plantedTimes(
    await Workplace.open({
      ...{ command, documents: await mkdtemp(join(root, 'documents-')), cacheDir: join(root, 'cache') },
      ...{ launchSeconds: 60, signal: new AbortController().signal, report: () => undefined },
    }),
  );

test('the TypeScript agent logs the planted times, ids, memory and heat', async () => {
  const { launches, finding } = await measuredBy(agent(bodied, 'none'));
  expect(finding.violations).toEqual([]);
  expect(conclude(launches).rules.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
});

test.skipIf('skipped' in swift)('the Swift agent logs the planted times, ids, memory and heat', async () => {
  const { launches, finding } = await measuredBy(['path' in swift ? swift.path : '']);
  expect(finding.violations).toEqual([]);
  expect(conclude(launches).rules.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
});

test.each([
  ['rounded', /^token \d+ of trial \d+ took \d+000 µs, planted were/],
  ['late', /^token \d+ of trial \d+ took/],
  ['sleepy', /^no sample saw the \d+ bytes/],
  ['proud', /^id 5 of trial 0 is 5, shown was 6/],
])('%s: an agent that does not log what was planted is caught', async (fault, words) => {
  const { finding } = await measuredBy(agent(bodied, fault));
  expect(finding.violations?.map((each) => each.words)).toContainEqual(expect.stringMatching(words));
});

test('an agent that asks no body shows nothing', async () => {
  const { launches, finding } = await measuredBy(agent(bodiless, 'none'));
  expect({ launches, violations: finding.violations }).toEqual({ launches: [], violations: null });
});
