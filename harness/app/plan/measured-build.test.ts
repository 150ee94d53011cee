import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planRun } from '../../experiment/build-plan.ts';
import { phoneFixture } from '../../experiment/phone.fixture.ts';
import { type Suite, suiteFile } from '../../experiment/suite.ts';
import { hashLike, simulatedManifest, writeSimulatedRun } from '../simulated-run.fixture.ts';
import { measuredBuild, measuredSuite, mustAskTheSame } from './measured-build.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-measured-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const prompt = { kind: 'synthetic', tokens: 16 };
const suites = [
  {
    id: 'quality',
    title: 'Q',
    kind: 'burst',
    cases: [{ id: 'a', prompt, generateTokens: 8, repetitions: 3, score: true }],
  },
  {
    id: 'soak',
    title: 'S',
    kind: 'soak',
    soakSeconds: 900,
    recovery: {},
    cases: [{ id: 'a', prompt, generateTokens: 8 }],
  },
].map((suite) => suiteFile.parse(suite));

const planOf = (all: readonly Suite[]) =>
  planRun({
    devices: [phoneFixture('one')],
    hasBaseline: true,
    suites: all,
    blocks: 2,
    seed: 4,
    referenceDevice: null,
  });

test.each(suites.map((suite): [string, Suite] => [suite.id, suite]))(
  'the suite %s comes out of a run as it went in',
  async (id, suite) => {
    const extra = { ...planOf([suite]), suites: [id] };
    await writeSimulatedRun(root, { run: 'r', speeds: { baseline: 1, candidate: 1 }, extra });
    const again = await measuredSuite(root, 'r', id);
    const planned = { ...simulatedManifest({ speeds: { candidate: 1 } }), ...planOf([again]), suites: [id] };
    await expect(mustAskTheSame(root, 'r', planned, id)).resolves.toBeUndefined();
  },
);

test('a plan with other cases is refused', async () => {
  await writeSimulatedRun(root, { run: 'r', speeds: { candidate: 1 } });
  const planned = simulatedManifest({ speeds: { candidate: 1 }, promptTokens: 32 });
  await expect(mustAskTheSame(root, 'r', planned, 'quick')).rejects.toMatchObject({
    code: 'SUITE_NOT_REPEATABLE',
  });
});

test('a build whose files are gone is said to be gone, with the file', async () => {
  await writeSimulatedRun(root, { run: 'r', speeds: { candidate: 1 }, names: { candidate: 'old' } });
  const build = { run: 'r', name: 'old', app: hashLike('old') };
  await expect(measuredBuild(root, build, 'baseline')).rejects.toMatchObject({
    code: 'BUILD_GONE',
    message: expect.stringContaining('/builds/old.ipa'),
    kind: 'host',
  });
});
