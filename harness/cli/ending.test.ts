import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoBuilds } from '../app/demo-builds.ts';
import { writeSimulatedRun } from '../app/simulated-run.fixture.ts';
import { eventLine } from '../protocol/event-line.ts';
import { readManifest } from '../store/read-manifest.ts';
import { heatsoakIn } from './heatsoak.fixture.ts';

let folder = '';
let good = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-ending-'));
  good = await writeSimulatedRun(folder, {
    run: 'slower',
    speeds: { baseline: 20, candidate: 16 },
    blocks: 6,
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const heatsoak = (...args: string[]) => heatsoakIn(folder)(...args);

test('derive --out leaves the run folder as it is, and ends with the verdict', async () => {
  const before = await readdir(good);
  const { stdout, exitCode } = await heatsoak('derive', 'slower', '--out', 'else/where');
  expect(stdout).toMatch(/^✕ NO-GO /m);
  expect(exitCode).toBe(1);
  expect(await readdir(good)).toEqual(before);
  const published = ['junit.xml', 'report.html', 'result.json', 'summary.md'];
  expect((await readdir(join(folder, 'else/where'))).sort()).toEqual(published);
});

test('a report that cannot be written does not keep the verdict back, as text and as one document', async () => {
  // Where report.html is to stand is a folder with something in it, which nobody can replace, root neither.
  const out = join(folder, 'taken');
  await mkdir(join(out, 'report.html', 'x'), { recursive: true });
  const text = await heatsoak('derive', 'slower', '--out', out);
  expect(text.stdout).toMatch(/^✕ NO-GO /m);
  expect(text.stderr).toMatch(/^error (PLACE_INVALID|FILE_UNWRITABLE): cannot write/m);
  expect(text.exitCode).not.toBe(1);
  const { stdout, exitCode } = await heatsoak('derive', 'slower', '--out', out, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ verdict: 'NO-GO', report: null, exitCode },
    error: { code: expect.any(String) },
  });
});

test.skipIf(process.getuid?.() === 0)('a read-only run folder is derived', async () => {
  await chmod(good, 0o555);
  try {
    const { stdout, exitCode } = await heatsoak('derive', 'slower');
    expect(stdout).toMatch(/^✕ NO-GO /m);
    expect(exitCode).toBe(6);
  } finally {
    await chmod(good, 0o755);
  }
});

test('derive --json carries the numbers of the verdict', async () => {
  const { stdout } = await heatsoak('derive', 'slower', '--json', '--out', 'numbers');
  const document = JSON.parse(stdout) as Record<string, unknown>;
  expect(document).toMatchObject({
    ...{ id: 'slower', run: good, exitCode: 1, interrupted: false },
    result: join(folder, 'numbers', 'result.json'),
    reasons: expect.arrayContaining([
      { code: 'regression', metric: 'decode_rate', suite: 'quick', case: null, device: 'one' },
    ]),
  });
  const [decode] = (document['changes'] as { metric: string }[]).filter(
    ({ metric }) => metric === 'decode_rate',
  );
  expect(decode).toMatchObject({
    ...{ device: 'one', gating: true, reading: 'regression', unit: 'tok/s' },
    ci95Percent: [expect.any(Number), expect.any(Number)],
    allowedPercent: expect.any(Number),
  });
});

test('a run of variants ends alike when it is derived and when nothing of it is left to resume', async () => {
  const run = await writeSimulatedRun(folder, {
    ...{ run: 'variants', speeds: { candidate: 20 }, blocks: 1, extra: { kind: 'variants' } },
  });
  const { sessions } = await readManifest(run);
  const ended = (sessions[0]?.launches ?? []).map(({ id: launch }, seq) =>
    eventLine(seq, seq, { type: 'harness.launch', launch, outcome: 'finished', message: null }),
  );
  const finished = { type: 'harness.session', device: 'one', outcome: 'finished', message: null } as const;
  const last = eventLine(ended.length, ended.length, { ...finished, wallClock: '2026-11-22T03:00:00Z' });
  await writeFile(join(run, 'events/one.jsonl'), [...ended, last].join(''));
  const phone = { kind: 'virtual', id: 'one', name: 'One', profile: 'A16', os: '26.1' };
  await writeFile(join(folder, 'lab.json'), JSON.stringify({ devices: [phone] }));
  const derived = await heatsoak('derive', 'variants');
  const resumed = await heatsoak('resume', 'variants', '--devices', 'lab.json');
  expect([derived.exitCode, resumed.exitCode]).toEqual([4, 4]);
});

test('runs without a cell in common end with 4 and a header', async () => {
  await writeSimulatedRun(folder, { run: 'one', speeds: { candidate: 20 }, devices: ['a'] });
  await writeSimulatedRun(folder, { run: 'two', speeds: { candidate: 20 }, devices: ['b'] });
  const { stdout, exitCode } = await heatsoak('compare', 'one', 'two');
  expect(stdout).toMatch(/^comparable: 0 of \d+ cells/m);
  expect(stdout).toContain('\tmeasure\tphone\tA\tB\tchange\t95 % interval, %\tlimit\treading');
  expect(exitCode).toBe(4);
});

test('words of a log move no cursor, begin no line and command no CI', async () => {
  const run = await writeSimulatedRun(folder, { run: 'hostile', speeds: { baseline: 20, candidate: 20 } });
  const message =
    '\u001b[2K\u001b[1G\u001b[34m✓ GO\u001b[0m\n::set-output name=verdict::GO\n##vso[task.complete]';
  const lost = eventLine(0, 0, { type: 'fault', code: 'PHONE_LOST', message, trial: null });
  await writeFile(join(run, 'events', 'one.jsonl'), lost);
  for (const args of [
    ['derive', 'hostile'],
    ['derive', 'hostile', '--json'],
  ]) {
    const { stdout, stderr } = await heatsoak(...args);
    expect(`${stdout}\n${stderr}`).not.toMatch(/(?!\n|\t)\p{Cc}|^\s*::|##\w*\[/mu);
  }
});

test.skipIf(!existsSync('/proc/self'))('a folder that cannot be made ends a run at once with 6', async () => {
  const { candidate } = await makeDemoBuilds(folder, join(folder, 'cache'));
  const run = ['run', '--suite', 'quick', '--candidate', candidate, '--no-reference'];
  const { stderr, exitCode } = await heatsoak(...run, '--out', '/proc/x');
  expect(stderr).toMatch(/^error RUN_FOLDER: .*\/proc\/x/m);
  expect(exitCode).toBe(6);
});

test('a temporary folder that does not exist is the host’s', async () => {
  // Built, since the loader of our sources keeps what it made in the temporary folder.
  const { stderr, exitCode } = await execa(process.execPath, ['dist/harness/cli/main.js', 'demo'], {
    env: { NO_COLOR: '1', TMPDIR: join(folder, 'nowhere') },
    reject: false,
  });
  expect(stderr).toMatch(/^error TEMPORARY_FOLDER: .*nowhere/m);
  expect(exitCode).toBe(6);
});

test('the command of a plan does the same again: every option is in it, as words of a shell', async () => {
  const { baseline, candidate } = await makeDemoBuilds(join(folder, 'my builds'), join(folder, 'cache'));
  const phone = { kind: 'virtual', id: 'p', name: 'P', profile: 'A16', os: '26.1' };
  await writeFile(join(folder, 'my lab.json'), JSON.stringify({ devices: [phone] }));
  const asked = [
    ...['--suite', 'quick', '--candidate', candidate, '--baseline', baseline, '--devices', 'my lab.json'],
    ...['--store', 'other store', '--blocks', '3', '--seed', '7', '--no-reference'],
  ];
  const { stdout } = await heatsoak('plan', ...asked, '--json');
  const { manifest } = JSON.parse(stdout) as { manifest: { command: string } };
  expect(manifest.command).toBe(
    `heatsoak run --suite quick --candidate '${candidate}' --baseline '${baseline}' --devices 'my lab.json' --store 'other store' --blocks 3 --seed 7 --no-reference`,
  );
});
