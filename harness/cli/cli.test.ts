import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoBuilds } from '../app/demo-builds.ts';
import { heatsoakIn } from './heatsoak.fixture.ts';
import { program } from './program.ts';

let folder = '';
let builds: Awaited<ReturnType<typeof makeDemoBuilds>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-cli-'));
  builds = await makeDemoBuilds(folder, join(folder, 'cache'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const heatsoak = (...args: string[]) => heatsoakIn(folder)(...args);
const withBuilds = (...args: string[]) => [
  'plan',
  ...args,
  '--candidate',
  builds.candidate,
  '--baseline',
  builds.baseline,
];

test.each(commandsOf(await program()))('%s has help with an example and --json', (_, command) => {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  expect(help).toMatch(/Examples?:\n {2}\$ heatsoak/);
  expect(help).toContain('--json');
});

/** Every command and group by its name, such as `model inspect`. */
function commandsOf(command: CommandUnknownOpts, path = ''): [string, CommandUnknownOpts][] {
  return command.commands.flatMap((each) => {
    const name = `${path} ${each.name()}`.trim();
    return [[name, each] as [string, CommandUnknownOpts], ...commandsOf(each, name)];
  });
}

/** Of a burst suite on a typical phone: fourteen blocks of four, after one launch that warms the phone up. */
const BURST = 1 + 4 * 14;
const SOAK = 2;

test('a plan names launches, minutes and disk, and writes nothing', async () => {
  const before = await readdir(folder);
  const { stdout, exitCode } = await heatsoak(...withBuilds('--suite', 'quick', '--suite', 'sustained'));
  expect(exitCode).toBe(0);
  const launches = BURST + SOAK;
  expect(stdout).toMatch(new RegExp(`^virtual-a16: ${launches} launches, about \\d+ min$`, 'm'));
  expect(stdout).toMatch(
    new RegExp(`^in all: ${2 * launches} launches, about \\d+ min side by side, [\\d.]+ MB$`, 'm'),
  );
  expect(await readdir(folder)).toEqual(before);
});

test('a plan of endurance is half an hour a launch, and renders each turn for its model', async () => {
  const { stdout, exitCode } = await heatsoak(...withBuilds('--suite', 'endurance', '--json'));
  expect(exitCode).toBe(0);
  const { manifest } = JSON.parse(stdout);
  const [launch] = manifest.sessions[0].launches;
  expect([manifest.sessions[0].launches.length, Math.round(launch.estimatedSeconds / 60)]).toEqual([2, 31]);
  const [first] = manifest.builds[0].chat.prompts;
  expect(first.rendered).toMatch(/^<\|user\|>\nHi! My sister/);
  expect(first.following).toBe(`<|end|>\n${first.rendered}`);
});

test('a plan says what its blocks find, and whether fewer may do', async () => {
  const { stdout } = await heatsoak(...withBuilds('--suite', 'quick', '--max-blocks', '9'));
  expect(stdout).toMatch(/^virtual-a16 decode_rate: 9 blocks find a change of [\d.]+ % with 90 % power/m);
  expect(stdout).toMatch(
    /^at most 36 launches of a suite on each phone; a clean build passes in \d+ % of runs, after about \d+;/m,
  );
});

test('a plan that cannot end in a verdict says so before phones are kept busy', async () => {
  const alone = ['plan', '--suite', 'quick', '--candidate', builds.candidate];
  expect((await heatsoak(...alone)).stdout).toMatch(/^no baseline: /m);
  const twice = await heatsoak(...alone, '--baseline', builds.candidate);
  expect(twice.stdout).toMatch(/^! candidate and baseline are the same build: /m);
});

test('with --json stdout is one document', async () => {
  const { stdout } = await heatsoak(...withBuilds('--suite', 'quick', '--json'));
  expect(JSON.parse(stdout)).toMatchObject({
    totals: { launches: 2 * BURST },
    manifest: { suites: ['quick'] },
  });
});

test.each([
  ['a mistyped suite', () => withBuilds('--suite', 'quik'), 'SUITE_UNKNOWN', 'did you mean "quick"?'],
  [
    'a mistyped device',
    () => withBuilds('--suite', 'quick', '--device', 'virtual-a61'),
    'DEVICE_UNKNOWN',
    'did you mean "virtual-a16"?',
  ],
  [
    'a build that is not there',
    () => ['plan', '--suite', 'quick', '--candidate', 'no.json'],
    'FILE_MISSING',
    'no.json',
  ],
  ['a mistyped option', () => ['devices', '--jsn'], 'USAGE', '--jsn'],
  ['a run that is not there', () => ['derive', 'nowhere'], 'RUN_UNKNOWN', 'no run "nowhere"'],
  ['a folder that is not a run folder', () => ['derive', folder], 'RUN_UNREADABLE', 'not a run folder'],
  ['a series that is not there', () => ['detect', '--series', 'no.json'], 'FILE_MISSING', 'no.json'],
  ['launch values that are not there', () => ['judge', 'no.csv'], 'FILE_MISSING', 'no.csv'],
  ['runs that are not there', () => ['history', '--runs', 'none'], 'RUNS_MISSING', 'none'],
  ['a query of nothing', () => ['query'], 'USAGE', 'SELECT'],
  ['an export of nothing', () => ['export', folder], 'USAGE', '--submission'],
  ['a mistyped table', () => ['export', folder, '--table', 'trails'], 'USAGE', 'trials, tokens, launches'],
  ['a table as .xlsx', () => ['export', folder, '--table', 'trials', '--out', 'a.xlsx'], 'USAGE', '.jsonl'],
  ['a merge of no run', () => ['merge', 'latest', '--runs', 'none'], 'RUN_UNKNOWN', 'no run "latest"'],
  ['a mark about nothing', () => ['history', 'mark', '--why', 'so'], 'USAGE', 'one run or one change'],
  ['a calibration of nothing', () => ['calibrate', 'device'], 'USAGE', '--build build.json'],
  [
    'a fixed number with a budget',
    () => withBuilds('--suite', 'quick', '--blocks', '8', '--max-blocks', '9'),
    'USAGE',
    'give --max-blocks 8 alone',
  ],
  ['a model that is not there', () => ['reference', '--model', 'no.gguf'], 'MODEL_MISSING', 'no.gguf'],
])('%s: exit 2, what is wrong, and what to do next', async (_, args, code, text) => {
  const { stderr, stdout, exitCode } = await heatsoak(...args());
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`error ${code}: `);
  expect(stderr).toContain(text);
  expect(stderr).toMatch(/^ {2}next: /m);
  expect(stdout).toBe('');
});

test.each([
  [
    'a mistyped option before a missing one',
    ['run', '--suit', 'quick'],
    "unknown option '--suit'; did you mean --suite?",
    'run',
  ],
  [
    'a missing option',
    ['plan', '--suite', 'quick'],
    "the option '--candidate <build.json>' is missing",
    'plan',
  ],
  ['a mistyped command', ['rnu'], "unknown command 'rnu'; did you mean run?", ''],
  ['a command of a group', ['history', 'mark'], "the option '--why <text>' is missing", 'history mark'],
  ['a phone named twice', ['plan', '--device', 'a', '--device', 'a'], 'it is named twice', 'plan'],
  [
    'more blocks than fit in memory',
    ['plan', '--blocks', '100000000'],
    'it must be a whole number from 1 to 1000',
    'plan',
  ],
  ['an empty number', ['plan', '--seed', ''], 'it must be a whole number of at least 0', 'plan'],
])('wrong usage is reported once, with the help that belongs to it: %s', async (_, args, text, command) => {
  const { stderr, exitCode } = await heatsoak(...args);
  expect(exitCode).toBe(2);
  const [first, second, ...others] = stderr.split('\n');
  expect(first).toMatch(/^error USAGE: /);
  expect(first).toContain(text);
  expect(second).toBe(`  next: see ${`heatsoak ${command}`.trim()} --help`);
  expect(others).toEqual([]);
});

test('an unknown key in build.json is named with its path and the nearest one', async () => {
  const path = join(folder, 'typo.json');
  await writeFile(path, JSON.stringify({ name: 'x', bundelId: 'a.b', version: '1', app: 'a', model: 'm' }));
  const { stderr, exitCode } = await heatsoak('plan', '--suite', 'quick', '--candidate', path);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('bundleId');
});

test('a model of another hash than the build expects is refused', async () => {
  const path = await buildWith({ modelSha256: 'f'.repeat(64) });
  const { stderr, exitCode } = await heatsoak('plan', '--suite', 'quick', '--candidate', path);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('MODEL_HASH_DIFFERS');
});

/** The candidate's build.json with some of it replaced. */
async function buildWith(changes: Record<string, unknown>): Promise<string> {
  const path = join(folder, `${Object.keys(changes).join()}.json`);
  const build = JSON.parse(await readFile(builds.candidate, 'utf8')) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...build, ...changes }));
  return path;
}

test.each([
  ['a truncated GGUF', 'GGUF_TRUNCATED', () => cutModel()],
  ['an .ipa that is no zip', 'APP_NOT_ZIP', () => buildWith({ app: builds.candidate })],
  ['an app of another bundle id', 'BUNDLE_ID_DIFFERS', () => buildWith({ bundleId: 'com.example.other' })],
  ['a model that is not there', 'ARTEFACT_MISSING', () => buildWith({ model: 'none.gguf' })],
])('%s ends a run before it begins: exit 2, nothing written', async (_, code, build) => {
  const candidate = await build();
  const before = await readdir(folder);
  const { stderr, exitCode } = await heatsoak('run', '--suite', 'quick', '--candidate', candidate);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`error ${code}: `);
  expect(await readdir(folder)).toEqual(before);
});

async function cutModel(): Promise<string> {
  const { model } = JSON.parse(await readFile(builds.candidate, 'utf8')) as { model: string };
  const path = join(folder, 'cut.gguf');
  await writeFile(path, (await readFile(model)).subarray(0, 1_000_000));
  return buildWith({ model: path });
}

test('a devices.json with an id twice is refused with both places', async () => {
  const path = join(folder, 'twice.json');
  const phone = { kind: 'virtual', id: 'a', name: 'A', profile: 'A16', os: '26.1' };
  await writeFile(path, JSON.stringify({ devices: [phone, { ...phone, name: 'B' }] }));
  const { stderr, exitCode } = await heatsoak(...withBuilds('--suite', 'quick', '--devices', path));
  expect(exitCode).toBe(2);
  expect(stderr).toContain('$.devices[1].id "a" is the id of $.devices[0] too');
});

test('with --json an error is a document too', async () => {
  const { stdout, exitCode } = await heatsoak(...withBuilds('--suite', 'quik', '--json'));
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'SUITE_UNKNOWN', hint: expect.stringContaining('quick') },
  });
});

test('what a command prints with --json is what its schema says', async () => {
  const printed = {
    plan: await heatsoak(...withBuilds('--suite', 'quick', '--json')),
    devices: await heatsoak('devices', '--json'),
    metrics: await heatsoak('metrics', '--json'),
    error: await heatsoak('derive', 'nowhere', '--json'),
  };
  for (const [command, { stdout }] of Object.entries(printed)) {
    const schema = JSON.parse(await readFile(`schemas/cli-${command}.schema.json`, 'utf8')) as object;
    const validate = new Ajv2020({ strict: false, formats: { 'date-time': true, uri: true } }).compile(
      schema,
    );
    expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ unexpected: true })).toBe(false);
  }
});

test('--no-color leaves errors plain, --color paints them', async () => {
  const { stderr } = await heatsoak('derive', 'nowhere', '--no-color');
  expect(stderr).toContain('error RUN_UNKNOWN');
  const coloured = await heatsoak('derive', 'nowhere', '--color');
  expect(coloured.stderr).not.toContain('error RUN_UNKNOWN');
});

test('devices lists the virtual lab where there is no devices.json', async () => {
  const { stdout } = await heatsoak('devices');
  expect(stdout).toContain('virtual-a16\tVirtual iPhone 15\tiOS 26.1\tvirtual, A16');
});

test('reference takes what llama-bench users type, and prints its table', async () => {
  const { model } = JSON.parse(await readFile(builds.candidate, 'utf8')) as { model: string };
  const { stdout, exitCode } = await heatsoak(
    ...['reference', '-m', model, '-p', '16,32', '-n', '8', '-d', '0,16', '-r', '2', '-fa', '1', '-ub', '16'],
  );
  expect(exitCode).toBe(0);
  const tests = [...stdout.matchAll(/\| +(\S+(?: @ \S+)?) \| +[\d.]+ ± [\d.]+ \|$/gm)].map(
    (match) => match[1],
  );
  expect(tests).toEqual(['pp16', 'pp32', 'tg8', 'pp16 @ d16', 'pp32 @ d16', 'tg8 @ d16']);
  expect(stdout).toMatch(/threads \| n_ubatch \| +fa \|/);
});

test('reference -o json is the array that llama-bench prints', async () => {
  const { model } = JSON.parse(await readFile(builds.candidate, 'utf8')) as { model: string };
  const { stdout } = await heatsoak('reference', '-m', model, '-p', '0', '-n', '4', '-r', '2', '-o', 'json');
  expect(JSON.parse(stdout)).toEqual([
    expect.objectContaining({ n_gen: 4, n_prompt: 0, samples_ns: [expect.any(Number), expect.any(Number)] }),
  ]);
});

test('a model that was cut is refused before any process starts', async () => {
  const { model } = JSON.parse(await readFile(builds.candidate, 'utf8')) as { model: string };
  const path = join(folder, 'cut.gguf');
  await writeFile(path, (await readFile(model)).subarray(0, -100));
  const { stderr, exitCode } = await heatsoak('reference', '-m', path);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/GGUF_TRUNCATED: .*cut\.gguf/);
});
