import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelArtefact } from '../../../models/artefact.ts';
import { encodeModel } from '../../../models/onnx/onnx-messages.ts';
import { planRun } from '../../experiment/build-plan.ts';
import { phoneFixture } from '../../experiment/phone.fixture.ts';
import { type Suite, suiteFile } from '../../experiment/suite.ts';
import { sha256OfFile } from '../../files/digest.ts';
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

/** A graph whose only weight lies in a file beside it. */
async function modelOfTwoFiles(): Promise<string> {
  const weight = {
    name: 'w',
    dims: [1],
    dataType: 1,
    dataLocation: 1,
    externalData: [
      { key: 'location', value: 'm.onnx.data' },
      { key: 'offset', value: '0' },
      { key: 'length', value: '4' },
    ],
  };
  const node = { opType: 'Identity', name: 'n', input: ['w'], output: ['y'], attribute: [] };
  const graph = { name: 'g', node: [node], initializer: [weight], input: [], output: [] };
  const path = join(root, 'm.onnx');
  await writeFile(join(root, 'm.onnx.data'), new Uint8Array(4));
  await writeFile(
    path,
    encodeModel({
      ...{ irVersion: 10, producerName: 'test', producerVersion: '1', metadataProps: [], graph },
      opsetImport: [{ domain: '', version: 21 }],
    }),
  );
  return path;
}

test('a model of several files is the one that was measured while none of them changed', async () => {
  const path = await modelOfTwoFiles();
  const app = join(root, 'app.ipa');
  await writeFile(app, 'an app');
  const model = { ...(await modelArtefact(path)), name: 'm.onnx' };
  const plain = simulatedManifest({ speeds: { candidate: 1 } });
  const builds = plain.builds.map((build) => ({ ...build, app: { ...build.app, path: app }, model }));
  const { sha256 } = await sha256OfFile(app);
  const extra = {
    builds: builds.map((build) => ({ ...build, app: { ...build.app, sha256 } })),
  };
  await writeSimulatedRun(root, { run: 'r', speeds: { candidate: 1 }, extra });
  const build = { run: 'r', name: 'candidate', app: sha256 };
  await expect(measuredBuild(root, build, 'baseline')).resolves.toMatchObject({ model: { path } });
  await appendFile(join(root, 'm.onnx.data'), 'x');
  await expect(measuredBuild(root, build, 'baseline')).rejects.toMatchObject({ code: 'BUILD_GONE' });
});
