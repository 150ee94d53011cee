import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SimulatedRun, writeSimulatedRun } from '../app/simulated-run.fixture.ts';
import { publisherNames } from '../publish/publisher-names.ts';
import { heatsoakIn } from './heatsoak.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-exit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const heatsoak = (...args: string[]) => heatsoakIn(folder)(...args);

const devices = ['one', 'two'];
const even = { baseline: 20, candidate: 20 };
const lowPower: SimulatedRun['edit'] = (log) => log.replace('"lowPowerMode":false', '"lowPowerMode":true');
const crashes: SimulatedRun['ends'] = ({ role }) => (role === 'candidate' ? 'crashed' : null);
const all = (): boolean => true;

/** Run folders, and what `derive` of each must end with; docs/exit-codes.md is made of the same codes. */
const derived: readonly [
  what: string,
  run: Partial<SimulatedRun>,
  code: number,
  verdict: string,
  reasons: string[],
][] = [
  ['a build within its limits', {}, 0, 'GO', []],
  ['a build that is slower', { speeds: { baseline: 20, candidate: 18 } }, 1, 'NO-GO', ['regression']],
  ['a build that crashes', { ends: crashes }, 1, 'NO-GO', ['app-died']],
  ['a build without a baseline', { speeds: { candidate: 20 } }, 3, 'INCONCLUSIVE', ['one-build']],
  ['the same build twice', { names: { baseline: 'candidate' } }, 3, 'INCONCLUSIVE', ['same-build']],
  ['too few blocks', { blocks: 1 }, 3, 'INCONCLUSIVE', ['not-enough-evidence']],
  ['phones in Low Power Mode', { edit: lowPower }, 4, 'INVALID', ['launches-excluded']],
  [
    'an app that no phone took',
    { lost: all, lostBy: () => 'INSTALL_REFUSED' },
    5,
    'INVALID',
    ['session-lost'],
  ],
  ['a host that failed', { lost: all, lostBy: () => 'DISK_FULL' }, 6, 'INVALID', ['session-lost']],
  ['a phone that was lost', { lost: (device) => device === 'two' }, 7, 'INVALID', ['session-lost']],
];

test.each(derived)('derive of %s', async (what, run, code, verdict, reasons) => {
  const path = await writeSimulatedRun(folder, {
    devices,
    speeds: even,
    run: what.replaceAll(' ', '-'),
    ...run,
  });
  const { stdout, stderr, exitCode } = await heatsoak('derive', path, '--publish', 'none', '--json');
  const document = JSON.parse(stdout) as { reasons: { code: string }[] };
  expect({ ...document, stderr }).toMatchObject({ verdict, exitCode: code, virtual: true });
  expect(exitCode).toBe(code);
  const codes = document.reasons.map((reason) => reason.code);
  expect(codes).toEqual(expect.arrayContaining(reasons));
  expect(codes.length === 0).toBe(reasons.length === 0);
});

test('judge of values that leave a phone out which the gate requires', async () => {
  const rows = Array.from({ length: 16 }, (_, i) => {
    const build = i % 4 === 1 || i % 4 === 2 ? 'candidate' : 'baseline';
    return `${Math.floor(i / 4)},${i % 4},${build},${20 + 0.01 * (i % 3)}`;
  });
  await writeFile(join(folder, 'values.csv'), ['block,position,build,value', ...rows, ''].join('\n'));
  await writeFile(
    join(folder, 'gate.json'),
    JSON.stringify({ rules: [{ metric: 'decode_rate', marginPercent: 2 }], requiredPhones: ['iPhone12,1'] }),
  );
  const values = ['judge', 'values.csv', '--analyses', '1', '--json'];
  const codeOf = async (...args: string[]) => (await heatsoak(...values, ...args)).exitCode;
  expect([await codeOf(), await codeOf('--gate', 'gate.json')]).toEqual([0, 4]);
});

test('wrong usage is 2, a folder that cannot be written 6', async () => {
  const path = await writeSimulatedRun(folder, { speeds: even, run: 'readable' });
  expect((await heatsoak('derive', 'no-such-run', '--json')).exitCode).toBe(2);
  const mistyped = await heatsoak('derive', path, '--publish', 'junti', '--json');
  expect([mistyped.exitCode, JSON.parse(mistyped.stdout).error.code]).toEqual([2, 'PUBLISHER_UNKNOWN']);
  const unwritable = await heatsoak('derive', path, '--out', '/proc/nope', '--json');
  // What was found is said all the same.
  expect([unwritable.exitCode, JSON.parse(unwritable.stdout).verdict]).toEqual([6, 'GO']);
});

test('a publisher that fails is a doubt on the terminal; the run, the other formats and the exit code stand', async () => {
  const path = await writeSimulatedRun(folder, { speeds: even, run: 'published' });
  const { stdout, stderr, exitCode } = await heatsoak(
    'derive',
    path,
    '--publish',
    publisherNames.join(),
    '--json',
  );
  expect(exitCode).toBe(0);
  expect(stderr).toContain('! not published as webhook: WEBHOOK_UNSET: HEATSOAK_WEBHOOK_URL is not set');
  const { published, unpublished } = JSON.parse(stdout) as {
    published: { publisher: string; path: string }[];
    unpublished: unknown[];
  };
  expect(unpublished).toHaveLength(1);
  expect(published.map(({ publisher }) => publisher)).toEqual([
    ...[
      'junit',
      'ctrf',
      'bencher',
      'benchmark-action',
      'benchmark-action',
      'openmetrics',
      'gitlab',
      'summary',
    ],
  ]);
  for (const { path: file } of published) expect(await readFile(file, 'utf8')).not.toBe('');
});

test('in a job of GitHub a run annotates it on stderr, and stdout stays one document', async () => {
  const path = await writeSimulatedRun(folder, { speeds: { baseline: 20, candidate: 18 }, run: 'in-ci' });
  const summary = join(folder, 'step.md');
  const inJob = heatsoakIn(folder, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
  const { stdout, stderr, exitCode } = await inJob('derive', path, '--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).verdict).toBe('NO-GO');
  expect(stderr).toMatch(/^::error title=Heatsoak%3A NO-GO \(SIMULATED\) on iPhone one::/m);
  expect(await readFile(summary, 'utf8')).toMatch(/^### NO-GO: /m);
});
