import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { phoneFixture } from '../../experiment/phone.fixture.ts';
import { readManifest } from '../../store/read-manifest.ts';
import { measuredBuild } from '../plan/measured-build.ts';
import type { SimulatedRun } from '../simulated-run.fixture.ts';
import { writeRunWithFiles } from './measured-files.fixture.ts';
import { newestPass } from './newest-pass.ts';
import { promoteBaseline, setBaseline } from './set-baseline.ts';
import { baselineHistory, showBaselines, storedBaseline } from './stored-baselines.ts';

let folder = '';
let runs = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-baseline-'));
  runs = join(folder, 'runs');
  await mkdir(runs);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const night = (run: string, day: number, over: Partial<SimulatedRun> = {}): Promise<string> =>
  writeRunWithFiles(runs, folder, {
    run,
    at: `2026-01-0${day}T03:00:00.000Z`,
    blocks: 6,
    speeds: { baseline: 20, candidate: 20 },
    names: { baseline: 'old', candidate: run },
    ...over,
  });
const ports = { now: () => new Date('2026-01-09T00:00:00.000Z') };
const said = (run: string) => ({ runs, run, who: 'anna', why: 'agreed' });
const slower: Partial<SimulatedRun> = { speeds: { baseline: 20, candidate: 18 } };

/** What a plan of this phone and the model of that run would take. */
async function storedFor(run: string, device = phoneFixture('one')) {
  const { builds } = await readManifest(join(runs, run));
  const candidate = builds.find(({ role }) => role === 'candidate');
  if (!candidate) throw new Error('no candidate');
  return storedBaseline(runs, [device], candidate);
}

test('a run that passed is promoted; one that did not is set, with a reason', async () => {
  await night('good', 1);
  await night('slow', 2, slower);
  expect(await newestPass(runs)).toEqual({ run: 'good', passedOver: [] });
  await expect(promoteBaseline(said('slow'), ports)).rejects.toMatchObject({
    code: 'BASELINE_UNFIT',
    message: expect.stringContaining('is no GO'),
  });
  await promoteBaseline(said('good'), ports);
  expect((await storedFor('slow')).run).toBe('good');
  await setBaseline(said('slow'), ports);
  expect((await storedFor('slow')).run).toBe('slow');
});

const quick: Partial<SimulatedRun> = {
  extra: { stopping: { rule: 'quick', leastBlocks: 2, mostBlocks: 6 } },
};
const waived: Partial<SimulatedRun> = {
  ...slower,
  extra: {
    waivers: [{ metric: 'decode_rate', owner: 'ben', until: '2026-02-01', why: 'new sampler' }],
  },
};

test.each([
  ['the quick gate', quick, /quick gate .* proved nothing/],
  ['a waiver', waived, /by a waiver: Decode speed −\d+\.\d % on iPhone one, waived by ben until 2026-02-01/],
])(
  'a pass by %s is not promoted, and passed over; somebody may set it, with a reason',
  async (_, over, why) => {
    await night('proved', 1);
    await night('less', 2, over);
    await expect(promoteBaseline(said('less'), ports)).rejects.toMatchObject({
      code: 'BASELINE_UNFIT',
      message: expect.stringMatching(why),
      hint: expect.stringContaining('heatsoak baseline set less --why'),
    });
    expect(await newestPass(runs)).toEqual({
      run: 'proved',
      passedOver: [{ run: 'less', why: expect.stringMatching(why) }],
    });
    await setBaseline(said('less'), ports);
    expect((await storedFor('less')).run).toBe('less');
  },
);

test('a build that a later run stopped is not the newest that passed', async () => {
  await night('good', 1);
  await night('lucky', 2, { names: { baseline: 'old', candidate: 'twice' } });
  expect((await newestPass(runs)).run).toBe('lucky');
  await night('again', 3, { ...slower, names: { baseline: 'old', candidate: 'twice' } });
  expect(await newestPass(runs)).toEqual({
    run: 'good',
    passedOver: [{ run: 'lucky', why: 'the same app is NO-GO in the later run again' }],
  });
});

test('without any proof no run is the newest that passed', async () => {
  await night('less', 1, quick);
  await expect(newestPass(runs)).rejects.toMatchObject({
    code: 'BASELINE_UNFIT',
    message: expect.stringContaining('run less is a GO, but'),
  });
});

test('what passed on a virtual phone is no baseline of a real one of the same model', async () => {
  await night('good', 1);
  await promoteBaseline(said('good'), ports);
  expect((await storedFor('good')).run).toBe('good');
  await expect(storedFor('good', { ...phoneFixture('one'), virtual: false })).rejects.toMatchObject({
    code: 'BASELINE_MISSING',
    hint: expect.stringContaining('virtual iPhone15,4'),
  });
});

test('who, when and why stay for every baseline that ever was; the last one counts', async () => {
  await night('first', 1);
  await night('second', 2);
  await promoteBaseline(said('first'), ports);
  await promoteBaseline({ ...said('second'), who: 'ben', why: 'release 1.4' }, ports);
  const { baselines } = await baselineHistory(runs);
  expect(baselines.map(({ who, why, how, at }) => ({ who, why, how, at }))).toEqual([
    { who: 'anna', why: 'agreed', how: 'promoted', at: '2026-01-09T00:00:00.000Z' },
    { who: 'ben', why: 'release 1.4', how: 'promoted', at: '2026-01-09T00:00:00.000Z' },
  ]);
  expect((await showBaselines(runs)).baselines.map(({ build }) => build.run)).toEqual(['second']);
});

test('the build is there after its archive was built over, since a copy is kept by its hash', async () => {
  await night('good', 1);
  await promoteBaseline(said('good'), ports);
  await writeFile(join(folder, 'good.ipa'), 'built over');
  const { run, name, app } = await storedFor('good');
  const build = await measuredBuild(runs, { run, name, app }, 'baseline');
  expect(await readFile(build.app.path, 'utf8')).toBe('good');
  expect(build.role).toBe('baseline');
});

test('a build whose files are gone becomes no baseline', async () => {
  await night('good', 1);
  await rm(join(folder, 'good.ipa'));
  await expect(promoteBaseline(said('good'), ports)).rejects.toMatchObject({ code: 'BUILD_GONE' });
  expect((await showBaselines(runs)).baselines).toEqual([]);
});

test('another iOS has no baseline, and the one that is nearest is named', async () => {
  await night('good', 1);
  await promoteBaseline(said('good'), ports);
  await expect(storedFor('good', { ...phoneFixture('one'), os: '27.0' })).rejects.toMatchObject({
    code: 'BASELINE_MISSING',
    message: expect.stringContaining('iOS 27.0'),
    hint: expect.stringMatching(/iOS .* has one: good of run good/),
  });
});

test('phones with different baselines are refused: a run has one', async () => {
  const devices = ['one', 'two'];
  await night('good', 1, { devices });
  await night('slow', 2, { ...slower, devices });
  await promoteBaseline(said('good'), ports);
  const { builds } = await readManifest(join(runs, 'good'));
  const [one, two] = [phoneFixture('one'), { ...phoneFixture('two'), os: '27.0' }];
  await appendFile(
    join(runs, 'baselines.jsonl'),
    `${JSON.stringify({
      ...(await baselineHistory(runs)).baselines[0],
      key: { phone: two.model, os: '27.0', model: builds[0]?.model.sha256, protocol: 1, virtual: true },
      build: { run: 'slow', name: 'slow', version: '1.0', app: 'f'.repeat(64) },
    })}\n`,
  );
  await expect(
    storedBaseline(runs, [one, two], { model: builds[0]?.model ?? never() }),
  ).rejects.toMatchObject({
    code: 'BASELINES_DIFFER',
  });
});

function never(): never {
  throw new Error('the run has a build');
}

test('a line that is no baseline is told by its number, and the others count', async () => {
  await night('good', 1);
  await writeFile(join(runs, 'baselines.jsonl'), '{"v":9}\n');
  await promoteBaseline(said('good'), ports);
  expect(await showBaselines(runs)).toMatchObject({ baselines: [{ who: 'anna' }], unreadable: [1] });
});

test.each([
  ['a reason', { why: ' ' }],
  ['a name', { who: '' }],
])('a baseline without %s is refused', async (_, over) => {
  await night('good', 1);
  await expect(setBaseline({ ...said('good'), ...over }, ports)).rejects.toMatchObject({ code: 'USAGE' });
});
