import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { derive } from '../app/derive.ts';
import { writeSealedRun } from '../app/sealed-run.fixture.ts';
import { simulatedManifest } from '../app/simulated-run.fixture.ts';
import { writeResult } from '../publish/result-json.ts';
import { createRunFolder, openRunFolder, type RunFolder, readRun } from '../store/run-folder.ts';
import { readSeal } from '../store/seal-file.ts';
import { sealRun } from '../store/seal-run.ts';
import { bundleOf, mergeIntoRun } from './bundle-files.ts';
import { type SessionBundle, sessionBundle } from './plan/bundle.ts';
import { jobOf, sessionJob } from './plan/job.ts';
import { mergeBundles } from './plan/merge-bundles.ts';

const golden = join(import.meta.dirname, '../app/golden/small');
let root = '';
let runs = 0;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-bundle-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const devices = ['one', 'two'];
const newRun = async () => {
  const manifest = simulatedManifest({
    devices,
    speeds: { baseline: 1, candidate: 1 },
    blocks: 1,
    run: `run-${runs++}`,
  });
  return { manifest, folder: await createRunFolder(root, manifest) };
};
const throughJson = (bundle: SessionBundle): SessionBundle =>
  sessionBundle.parse(JSON.parse(JSON.stringify(bundle)));

test('a run folder that was merged from the bundles of its devices derives to the same result', async () => {
  const bundles = await Promise.all(['phone', 'reference'].map((device) => bundleOf(golden, device)));
  const merged = join(root, 'merged');
  await cp(join(golden, 'manifest.json'), join(merged, 'manifest.json'));
  await mergeIntoRun(openRunFolder(merged), bundles.map(throughJson));
  await writeResult(await derive(merged), merged);
  const [found, expected] = await Promise.all(
    [merged, golden].map((each) => readFile(join(each, 'result.json'), 'utf8')),
  );
  expect(found).toBe(expected);
});

test('whatever bytes a log has, they come out of a bundle as they went in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1 }),
      fc.uint8Array({ minLength: 1 }),
      async (journal, log) => {
        const { manifest, folder } = await newRun();
        const [launch] = manifest.sessions[0]?.launches ?? [];
        await folder.writeBelow('events/one.jsonl', journal);
        await folder.saveLaunchLog('one', launch?.id ?? '', log);
        const bundle = throughJson(await bundleOf(folder.path, 'one'));
        await rm(join(folder.path, 'events'), { recursive: true });
        await mergeIntoRun(folder, [bundle]);
        expect(await bundleOf(folder.path, 'one')).toEqual(bundle);
        expect(await readFile(join(folder.path, 'events/one.jsonl'))).toEqual(Buffer.from(journal));
      },
    ),
    { numRuns: 30, seed: 3 },
  );
});

const ended = (launches: readonly string[]): string =>
  launches
    .map((launch, seq) =>
      JSON.stringify({
        v: 1,
        seq,
        t: seq,
        type: 'harness.launch',
        launch,
        outcome: 'finished',
        message: null,
      }),
    )
    .map((line) => `${line}\n`)
    .join('');
const bundle = (launches: readonly string[], mark = ''): SessionBundle => ({
  v: 1,
  run: 'r',
  device: 'one',
  journal: ended(launches),
  launches: launches.map((launch) => ({ launch, log: `${mark}${launch}\n` })),
});

test('the session that measured most counts, in whatever order bundles arrive; the others are kept', () => {
  const a = bundle(['l0', 'l1', 'l2'], 'a');
  const b = bundle(['l9', 'l1'], 'b');
  const c = { ...bundle(['l8'], 'c'), device: 'two' };
  const d = bundle([], 'd');
  fc.assert(
    fc.property(fc.shuffledSubarray([a, b, c], { minLength: 3 }), (order) => {
      expect(mergeBundles(order)).toEqual([
        { device: 'one', counts: a, others: [b] },
        { device: 'two', counts: c, others: [] },
      ]);
    }),
  );
  expect(mergeBundles([d, a])[0]).toMatchObject({ counts: a, others: [] });
});

test('an earlier state of the same session adds the logs that the later one lacks, and replaces none', () => {
  const early = bundle(['l0', 'l1'], 'early ');
  const late = { ...bundle(['l0', 'l1', 'l2'], 'late '), launches: [{ launch: 'l1', log: 'late l1\n' }] };
  const [merged] = mergeBundles([early, late]);
  expect(merged?.others).toEqual([]);
  expect(merged?.counts.journal).toBe(late.journal);
  expect(merged?.counts.launches).toEqual([
    { launch: 'l0', log: 'early l0\n' },
    { launch: 'l1', log: 'late l1\n' },
  ]);
});

test('logs without a journal may be of any attempt: they are kept, and fill no gap', () => {
  const whole = { ...bundle(['l0', 'l1']), launches: [{ launch: 'l0', log: 'l0\n' }] };
  const stray = { ...bundle(['l1'], 'stray '), journal: '' };
  expect(mergeBundles([stray, whole])).toEqual([{ device: 'one', counts: whole, others: [stray] }]);
});

test('a bundle that was merged with itself, or again, changes nothing', () => {
  const one = bundle(['l0', 'l1']);
  const [merged] = mergeBundles([one, one, one]);
  expect(merged).toEqual({ device: 'one', counts: one, others: [] });
});

async function twoAttempts() {
  const { manifest, folder } = await newRun();
  const ids = (manifest.sessions[0]?.launches ?? []).map(({ id }) => id);
  const of = (launches: readonly string[], mark: string) => ({
    ...bundle(launches, mark),
    run: manifest.run,
  });
  return { folder, shorter: of(ids.slice(1), 'other'), whole: of(ids, 'counts') };
}

async function attemptsIn(path: string): Promise<SessionBundle[]> {
  const names = await readdir(join(path, 'attempts'));
  const texts = await Promise.all(names.map((name) => readFile(join(path, 'attempts', name), 'utf8')));
  return texts.map((text) => sessionBundle.parse(JSON.parse(text)));
}

test('another attempt lies whole beside what counts', async () => {
  const { folder, shorter, whole } = await twoAttempts();
  await mergeIntoRun(folder, [shorter, whole]);
  expect(await attemptsIn(folder.path)).toEqual([shorter]);
  expect(await bundleOf(folder.path, 'one')).toEqual(whole);
});

test.each(['shorter', 'whole'] as const)(
  'bundles that arrive one by one end as those that arrive together: %s first',
  async (first) => {
    const { folder, shorter, whole } = await twoAttempts();
    const withoutLast = { ...whole, launches: whole.launches.slice(0, -1) };
    const order = first === 'shorter' ? [shorter, withoutLast] : [withoutLast, shorter];
    for (const each of order) await mergeIntoRun(folder, [each]);
    await mergeIntoRun(folder, [shorter]);
    expect(await attemptsIn(folder.path)).toEqual([shorter]);
    // No log of the other attempt stands where this one has none.
    expect(await bundleOf(folder.path, 'one')).toEqual(withoutLast);
  },
);

test('what a run folder measured itself is an attempt like any other: nothing of it is lost, whoever counts', async () => {
  const { manifest, folder } = await newRun();
  const ids = (manifest.sessions[0]?.launches ?? []).map(({ id }) => id);
  const of = (launches: readonly string[], mark: string) => ({
    ...bundle(launches, mark),
    run: manifest.run,
  });
  const [own, less, more] = [
    of(ids.slice(0, 2), 'own'),
    of(ids.slice(1, 2), 'less'),
    of(ids.slice(1), 'more'),
  ];
  await mergeIntoRun(folder, [own]);
  await mergeIntoRun(folder, [less]);
  expect(await bundleOf(folder.path, 'one')).toEqual(own);
  // The first launch has a log in the folder, and none in the session that counts now.
  await mergeIntoRun(folder, [more]);
  await mergeIntoRun(folder, [more]);
  expect(await bundleOf(folder.path, 'one')).toEqual(more);
  const kept = await attemptsIn(folder.path);
  expect(kept).toHaveLength(2);
  expect(kept).toEqual(expect.arrayContaining([own, less]));
});

test('a bundle of another run, phone or plan is refused', async () => {
  const { manifest, folder } = await newRun();
  const own = { ...bundle([]), run: manifest.run };
  const refusal = (foreign: SessionBundle) => expect(mergeIntoRun(folder, [foreign])).rejects;
  await refusal({ ...own, run: 'another' }).toMatchObject({ code: 'BUNDLE_FOREIGN' });
  await refusal({ ...own, launches: [{ launch: 'x', log: '' }] }).toMatchObject({ code: 'BUNDLE_FOREIGN' });
  await refusal({ ...own, device: 'nine' }).toMatchObject({ code: 'DEVICE_UNKNOWN' });
  expect(sessionBundle.safeParse({ ...own, device: '../x' }).success).toBe(false);
  await writeFile(join(folder.path, 'manifest.json'), '{');
  await refusal(own).toMatchObject({ code: 'RUN_UNREADABLE' });
});

test('a bundle carries the seal of its host, and is refused when it does not hold what was sealed there', async () => {
  const measured = await writeSealedRun(root, {
    devices,
    speeds: { baseline: 20, candidate: 20 },
    run: 'far',
  });
  const bundle = throughJson(await bundleOf(measured, 'one'));
  expect(bundle.sealed).toHaveLength(1 + bundle.launches.length);
  const here = join(root, 'here');
  await cp(measured, here, { recursive: true });
  await rm(join(here, 'events/one'), { recursive: true });
  const [, ...launches] = bundle.launches;
  for (const changed of [
    { ...bundle, launches },
    { ...bundle, journal: `${bundle.journal}\n` },
  ])
    await expect(mergeIntoRun(openRunFolder(here), [changed])).rejects.toMatchObject({
      code: 'BUNDLE_CHANGED',
    });
});

test('a sealed run that bundles are merged into is sealed anew, and remembers what it had lost before', async () => {
  const path = await writeSealedRun(root, {
    devices,
    speeds: { baseline: 20, candidate: 20 },
    run: 'merged',
  });
  const bundle = throughJson(await bundleOf(path, 'one'));
  await mergeIntoRun(openRunFolder(path), [bundle]);
  expect((await readSeal(path)).seal).toMatchObject({ state: 'sealed', renewed: 0, found: [] });
  await rm(join(path, 'events/one'), { recursive: true });
  await mergeIntoRun(openRunFolder(path), [bundle]);
  expect((await readSeal(path)).seal).toMatchObject({ state: 'sealed', renewed: 1 });
  expect((await derive(path)).measurement.caveats).toMatchObject([{ code: 'input-removed', device: 'one' }]);
});

test('a job is measured by its own part of the plan, and merged into the whole; one of another plan is not', async () => {
  const { manifest, folder } = await newRun();
  const far = (plan: typeof manifest, place: string) =>
    createRunFolder(
      join(root, place),
      sessionJob.parse(JSON.parse(JSON.stringify(jobOf(plan, 'one')))).manifest,
    );
  const measured = async (there: RunFolder): Promise<SessionBundle> => {
    await (await there.openJournal('one', () => 0)).close();
    await sealRun(there.path, manifest.run);
    return throughJson(await bundleOf(there.path, 'one'));
  };
  await mergeIntoRun(folder, [await measured(await far(manifest, 'far'))]);
  const { sealing, harness } = await readRun(folder.path);
  expect(harness.get('one')?.events).toMatchObject([{ type: 'harness.manifest' }]);
  expect(sealing).toEqual({ state: 'open', findings: [] });
  await sealRun(folder.path, manifest.run);
  expect((await readRun(folder.path)).sealing).toEqual({ state: 'sealed', findings: [] });
  const other = await measured(await far({ ...manifest, gate: [] }, 'other'));
  await expect(mergeIntoRun(folder, [other])).rejects.toMatchObject({ code: 'BUNDLE_FOREIGN' });
});
