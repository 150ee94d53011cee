import { appendFile, cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../experiment/manifest.ts';
import { runPair } from '../judge/compare-runs.ts';
import type { Derived } from '../judge/derive.ts';
import { sealRun } from '../store/seal-run.ts';
import { derive } from './derive.ts';
import { writeSealedRun } from './sealed-run.fixture.ts';

let root = '';
let whole = '';
let copies = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-sealed-'));
  whole = await writeSealedRun(root, {
    devices: ['one', 'two'],
    speeds: { baseline: 20, candidate: 20 },
    blocks: 4,
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function copyOfRun(): Promise<string> {
  const copy = join(root, `copy-${copies++}`);
  await cp(whole, copy, { recursive: true });
  return copy;
}

/** What the run says after somebody was at it. */
async function after(forge: (folder: string) => Promise<unknown>): Promise<Derived> {
  const folder = await copyOfRun();
  await forge(folder);
  return derive(folder);
}

const editManifest = (edit: (manifest: Manifest) => unknown) => async (folder: string) => {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
  edit(manifest);
  await writeFile(path, JSON.stringify(manifest));
};

const log = (folder: string, device: string, role: string, number = 0): Promise<string> =>
  readdir(join(folder, 'events', device)).then((names) =>
    join(folder, 'events', device, names.filter((name) => name.includes(role)).sort()[number] ?? ''),
  );

async function editJournal(folder: string, edit: (lines: string[]) => string[]): Promise<void> {
  const path = join(folder, 'events/one.jsonl');
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  await writeFile(path, `${edit(lines).join('\n')}\n`);
}

/** As somebody would who knows how. */
const sealAgain = (folder: string): Promise<void> => sealRun(folder, 'forged');

const codesOf = ({ measurement }: Derived): string[] => measurement.caveats.map(({ code }) => code);

test('a run that nobody touched is GO without a word about its files, and so is a copy of its folder', async () => {
  const { verdict, measurement } = await after(async () => undefined);
  expect(verdict).toMatchObject({ verdict: 'GO', headline: 'Both devices within limits', detail: null });
  expect(measurement.caveats).toEqual([]);
});

type Forgery = readonly [what: string, forge: (folder: string) => Promise<unknown>];
const manifests: readonly Forgery[] = [
  [
    'a margin is widened',
    editManifest(({ gate }) => gate.map((rule) => Object.assign(rule, { marginPercent: 99 }))),
  ],
  ['a metric no longer decides', editManifest((manifest) => manifest.gate.shift())],
  ['a phone is taken out', editManifest((manifest) => manifest.sessions.pop())],
  [
    'a virtual phone is called a real one',
    editManifest(({ sessions }) => Object.assign(sessions[0]?.device ?? {}, { virtual: false })),
  ],
  [
    'blocks are renamed',
    editManifest(({ sessions }) =>
      sessions.map(({ launches }) => launches.map((each) => Object.assign(each, { block: each.block + 1 }))),
    ),
  ],
  [
    'a block is taken out',
    editManifest(({ sessions }) =>
      Object.assign(sessions[0] ?? {}, { launches: sessions[0]?.launches.filter(({ block }) => block > 0) }),
    ),
  ],
  [
    'the roles of two builds are exchanged',
    editManifest(({ builds }) =>
      builds.map((build) =>
        Object.assign(build, { role: build.role === 'baseline' ? 'candidate' : 'baseline' }),
      ),
    ),
  ],
  ['it is only laid out in another way', editManifest(() => undefined)],
];
test.each(manifests)('a plan that is not the one that was measured is never GO: %s', async (_, forge) => {
  const { verdict } = await after(forge);
  expect(verdict.verdict).toBe('INVALID');
  expect(verdict.headline).toContain('manifest.json was changed after the run');
});

test('the plan that was measured is known from each journal, also where the seal was made anew for it', async () => {
  const derived = await after(async (folder) => {
    await editManifest(({ gate }) => gate.pop())(folder);
    await sealAgain(folder);
  });
  expect(derived.verdict.headline).toContain('manifest.json was changed after the run');
});

const logs: readonly Forgery[] = [
  [
    'input-changed',
    async (folder) => {
      const [a, b] = [await log(folder, 'one', 'baseline'), await log(folder, 'one', 'candidate')];
      await rename(a, `${a}.kept`);
      await rename(b, a);
      await rename(`${a}.kept`, b);
    },
  ],
  [
    'input-copied',
    async (folder) => cp(await log(folder, 'one', 'candidate'), await log(folder, 'one', 'candidate', 1)),
  ],
  ['input-changed', async (folder) => appendFile(await log(folder, 'one', 'candidate'), '\n')],
  ['input-removed', async (folder) => rm(await log(folder, 'one', 'candidate'))],
  ['input-changed', (folder) => editJournal(folder, (lines) => lines.filter((_, i) => i !== 3))],
  ['input-changed', (folder) => editJournal(folder, (lines) => [...lines, lines.at(-1) ?? ''])],
  ['input-removed', (folder) => rm(join(folder, 'events/one.jsonl'))],
];
test.each(logs)(
  'a log that is not as it was is never GO, and concerns its own phone: %s',
  async (code, forge) => {
    const derived = await after(forge);
    expect(codesOf(derived)).toContain(code);
    expect(derived.verdict.verdict).toBe('INVALID');
    expect(derived.verdict.devices.map(({ verdict }) => verdict)).toEqual(['INVALID', 'GO']);
    expect(derived.verdict.headline).toMatch(/events\/one.* (changed after|removed after|found twice)/);
  },
);

test('logs that were exchanged are known by hash and length, also where the seal was made anew for them', async () => {
  const derived = await after(async (folder) => {
    const [a, b] = [await log(folder, 'two', 'baseline'), await log(folder, 'two', 'candidate')];
    const [first, second] = [await readFile(a), await readFile(b)];
    await writeFile(a, second);
    await writeFile(b, first);
    await sealAgain(folder);
  });
  expect(codesOf(derived)).toContain('input-changed');
  expect(derived.verdict.devices.map(({ verdict }) => verdict)).toEqual(['GO', 'INVALID']);
});

test('a log that was put in place of none is added, not measured', async () => {
  const made = await writeSealedRun(root, {
    run: 'lost-one',
    speeds: { baseline: 20, candidate: 20 },
    blocks: 4,
    missing: ({ id, role }) => role === 'baseline' && id.includes('b3'),
  });
  expect((await derive(made)).verdict.verdict).not.toBe('NO-GO');
  const [name = ''] = (await readdir(join(whole, 'events/one'))).filter((each) => /b3.*baseline/.test(each));
  await cp(join(whole, 'events/one', name), join(made, 'events/one', name));
  const derived = await derive(made);
  expect(codesOf(derived)).toContain('input-added');
  expect(derived.verdict).toMatchObject({
    verdict: 'INVALID',
    headline: expect.stringContaining(`events/one/${name} was added after the run`),
  });
});

test('a forged early end is a changed journal', async () => {
  const stop =
    '{"v":1,"seq":99,"t":9,"type":"harness.stopping","suite":"quick","blocks":4,"mostBlocks":8,"widths":[],"decision":"stop"}';
  const { verdict } = await after((folder) => editJournal(folder, (lines) => [...lines, stop]));
  expect(verdict.headline).toContain('events/one.jsonl was changed after the run');
});

test.each([
  ['removed', (folder: string) => rm(join(folder, 'seal.json'))],
  ['changed', (folder: string) => writeFile(join(folder, 'seal.json'), '{"v":1}')],
  ['changed', (folder: string) => writeFile(join(folder, 'seal.json'), '')],
])('a seal that was %s is missed: its journals say that there was one', async (what, forge) => {
  const { verdict } = await after(forge);
  expect(verdict).toMatchObject({
    verdict: 'INVALID',
    headline: expect.stringContaining(`seal.json was ${what}`),
  });
});

/** As an early version would have left it. */
async function unsealed(folder: string): Promise<void> {
  await rm(join(folder, 'seal.json'));
  for (const device of ['one', 'two']) {
    const path = join(folder, `events/${device}.jsonl`);
    const lines = (await readFile(path, 'utf8'))
      .split('\n')
      .filter((line) => line !== '' && !line.includes('"harness.manifest"'))
      .map((line, seq) => JSON.stringify({ ...JSON.parse(line), seq, log: undefined }));
    await writeFile(path, `${lines.join('\n')}\n`);
  }
}

test('a run of an early version keeps its verdict, and says that nothing vouches for its logs', async () => {
  const { verdict, measurement } = await after(unsealed);
  expect(verdict.verdict).toBe('GO');
  expect(measurement.caveats).toMatchObject([{ code: 'not-sealed', invalidates: false }]);

  const copied = await after(async (folder) => {
    await unsealed(folder);
    await cp(await log(folder, 'one', 'candidate'), await log(folder, 'one', 'candidate', 1));
  });
  // What the copied log says of itself betrays it too.
  const ofItself = ['copied-times', 'other-launch', 'copied-times'];
  expect(codesOf(copied)).toEqual(['input-copied', 'not-sealed', ...ofItself]);
  expect(copied.verdict.verdict).toBe('INVALID');
});

test('what lies beside the inputs is nobody’s business; what is kept as evidence is told and decides nothing', async () => {
  const { verdict, measurement } = await after(async (folder) => {
    await writeFile(join(folder, 'notes.txt'), 'looked at on Monday');
    await writeFile(join(folder, 'events/.DS_Store'), 'x');
    await writeFile(join(folder, 'artefacts.json'), '{}');
  });
  expect(verdict.verdict).toBe('GO');
  expect(measurement.caveats).toMatchObject([
    {
      code: 'input-changed',
      message: 'artefacts.json was changed after the run; nothing is derived from it',
    },
  ]);
});

test('a NO-GO stands, with the sentence beside it', async () => {
  const slow = await writeSealedRun(root, {
    run: 'slow',
    speeds: { baseline: 20, candidate: 17 },
    blocks: 4,
  });
  await appendFile(await log(slow, 'one', 'candidate'), '\n');
  const { verdict } = await derive(slow);
  expect(verdict.verdict).toBe('NO-GO');
  expect(verdict.headline).toMatch(/slower than baseline; and events\/one\/.* was changed after the run/);
});

test('two runs are not set side by side without a word that the logs of one were changed', async () => {
  const changed = await copyOfRun();
  await appendFile(await log(changed, 'one', 'candidate'), '\n');
  const { warnings } = runPair(await derive(whole), await derive(changed));
  expect(warnings).toContainEqual(expect.stringMatching(/events\/one\/.* was changed after the run/));
});
