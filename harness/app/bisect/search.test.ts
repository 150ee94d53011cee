import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { bisectDocument, documentOfSearch } from '../../history/bisect/bisect-document.ts';
import { writeSimulatedRun } from '../simulated-run.fixture.ts';
import { performSearch, type SearchRequest, type Steps } from './search.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-bisect-'));
});
afterAll(() => rm(root, { recursive: true }));

const builds = Array.from({ length: 9 }, (_, i) => `build-${i}`);
const FIRST_BAD = 5;

class Killed extends Error {}

/** A lab without phones: each step is a run folder as a phone would leave it. It outlives the process that searches. */
function lab(folder: string) {
  const begun: (() => Promise<string>)[] = [];
  /** @param killAt so many runs are done when the process is gone, in the middle of the next */
  return (killAt = Number.POSITIVE_INFINITY, broken: readonly number[] = []): Steps => ({
    async plan(build, blocks) {
      if (broken.includes(build)) throw new HeatsoakError('BISECT_BUILD_FAILED', 'it does not compile');
      const seed = begun.length;
      const run = `run-${seed}`;
      const speeds = { baseline: 20, candidate: build >= FIRST_BAD ? 19.2 : 20 };
      const write = () =>
        writeSimulatedRun(join(folder, 'runs'), { run, speeds, blocks, launchNoise: 0.008, seed });
      return {
        ...{ run, devices: ['one'], noise: { deviation: 0.012, learned: false } },
        async perform() {
          begun.push(write);
          if (begun.length > killAt) throw new Killed();
          return { id: run, folder: await write(), interrupted: false };
        },
      };
    },
    async goOn(run) {
      const write = begun[Number(run.slice('run-'.length))];
      return write ? { id: run, folder: await write(), interrupted: false } : null;
    },
  });
}

const request = (folder: string, steps: Steps): SearchRequest => ({
  ...{ folder, steps, builds, metric: 'decode_rate', suite: 'quick', mostBlocks: 60 },
  now: () => new Date('2026-01-01T00:00:00.000Z'),
  signal: new AbortController().signal,
  say: () => undefined,
});

const journal = (folder: string): Promise<string> => readFile(join(folder, 'bisect.jsonl'), 'utf8');

test('runs are made until one build is the first bad one, and each stands in the journal', async () => {
  const folder = join(root, 'whole');
  const { search, interrupted } = await performSearch(request(folder, lab(folder)()));
  const document = documentOfSearch(search);
  expect(interrupted).toBe(false);
  expect(document).toMatchObject({ outcome: 'found', among: ['build-5'], next: null });
  expect(document.changePercent).toBeCloseTo(-4, 0);
  expect(document.runs).toEqual(document.runs.map((_, i) => `run-${i}`));
  expect(bisectDocument.safeParse(document).success).toBe(true);
});

test('a search that was killed goes on with the run that was under way, and measures nothing twice', async () => {
  const folder = join(root, 'killed');
  const phones = lab(folder);
  await expect(performSearch(request(folder, phones(2)))).rejects.toThrow(Killed);
  const before = await journal(folder);
  // Of a line that was being written when the process ended, a part is there.
  await appendFile(join(folder, 'bisect.jsonl'), '{"type":"meas');
  const { search } = await performSearch(request(folder, phones()));
  expect((await journal(folder)).startsWith(before)).toBe(true);
  expect(documentOfSearch(search)).toMatchObject({ outcome: 'found', among: ['build-5'] });
  expect(search.runs).toEqual(search.runs.map((_, i) => `run-${i}`));
  expect(search.runs.length).toBeGreaterThan(3);
});

test('a build that cannot be made is passed over, and its reason is told', async () => {
  const folder = join(root, 'broken');
  const { search } = await performSearch(request(folder, lab(folder)(undefined, [4, 5])));
  const { outcome, among, unmeasurable } = documentOfSearch(search);
  expect({ outcome, among }).toEqual({ outcome: 'narrowed', among: ['build-4', 'build-5', 'build-6'] });
  expect(unmeasurable.map(({ why }) => why)).toContain('it does not compile');
});

test('another search is not mixed into the journal', async () => {
  const folder = join(root, 'whole');
  const other = { ...request(folder, lab(folder)()), metric: 'ttft' };
  await expect(performSearch(other)).rejects.toMatchObject({ code: 'BISECT_OTHER' });
});
