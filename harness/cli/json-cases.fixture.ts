import { readdirSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileServer, fileServer } from '../../models/supply/file-server.fixture.ts';
import { cachedModel } from '../../models/synthesise.ts';
import { writeRunWithFiles } from '../app/baseline/measured-files.fixture.ts';
import { type DemoBuilds, makeDemoBuilds } from '../app/demo-builds.ts';
import { writeSimulatedRun } from '../app/simulated-run.fixture.ts';

/** A folder in which every command has something to work on. */
export interface Workplace {
  readonly folder: string;
  readonly builds: DemoBuilds;
  /** A hub of its own, and a cache that holds nothing of this user's. */
  readonly hub: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export async function workplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-json-'));
  const builds = await makeDemoBuilds(folder, join(folder, 'cache'));
  const { path } = await cachedModel({
    preset: 'nano',
    type: 'F16',
    seed: 1,
    cacheDir: join(folder, 'cache'),
  });
  await copyFile(path, join(folder, 'two-layers.gguf'));
  const write = (name: string, content: unknown): Promise<void> =>
    writeFile(join(folder, name), JSON.stringify(content));
  const cases = [{ id: 'a', prompt: { kind: 'chat', text: 'Name three rivers.' }, generateTokens: 8 }];
  await write('short.json', { id: 'short', title: 'Short', kind: 'burst', cases });
  const phone = { kind: 'virtual', id: 'phone', name: 'Virtual iPhone', profile: 'A19 Pro', os: '26.1' };
  await write('devices.json', { devices: [phone] });
  await write('series.json', {
    series: Array.from({ length: 12 }, (_, x) => ({ x, value: x < 6 ? 20 : 15 })),
    direction: 'higher-is-better',
  });
  await writeFile(
    join(folder, 'values.csv'),
    'block,position,build,value\n1,0,baseline,20\n1,1,candidate,20\n',
  );
  await writeFile(
    join(folder, 'text.txt'),
    'The harbour was quiet in the early morning, and a man mended his net. '.repeat(8),
  );
  const server: FileServer = await fileServer(await readFile(path));
  const speeds = { candidate: 20, baseline: 20 };
  await writeSimulatedRun(join(folder, 'nights'), { run: 'a', speeds });
  await writeSimulatedRun(join(folder, 'nights'), { run: 'b', at: '2026-01-02T03:00:00.000Z', speeds });
  const kept = join(folder, 'kept');
  await mkdir(kept);
  await writeRunWithFiles(join(folder, 'passed'), kept, { run: 'a', speeds, blocks: 6 });
  await writeSimulatedRun(join(folder, 'aa'), {
    run: 'aa',
    speeds,
    names: { baseline: 'candidate' },
    extra: { kind: 'aa' },
  });
  return {
    folder,
    builds,
    hub: { HEATSOAK_CACHE: join(folder, 'cache'), HF_ENDPOINT: server.url },
    async remove() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is typed behind a command, so that it does its work soon; `after` names the command whose output it takes. */
interface JsonCase {
  readonly after?: string;
  /** Asks the workplace's own hub. Others share this user's cache, in which llama-bench is built once. */
  readonly hub?: true;
  args(workplace: Workplace): readonly string[];
}

const compared = ({ builds }: Workplace): string[] => [
  ...['--suite', './short.json', '--candidate', builds.candidate, '--baseline', builds.baseline],
  ...['--blocks', '1', '--no-reference'],
];

/** Ids of runs begin with their time; recordings of `smoke` stand beside them. */
const latestRunIn = (folder: string): string =>
  readdirSync(join(folder, 'runs'))
    .filter((name) => /^\d/.test(name))
    .sort()
    .at(-1) ?? '';

/** One a command of the program; a new command without one fails the test. */
export const jsonCases: Readonly<Record<string, JsonCase>> = {
  run: { args: compared },
  plan: { args: compared },
  demo: { args: () => ['--blocks', '2'] },
  nightly: {
    args: ({ builds }) => [
      ...['--suite', './short.json', '--candidate', builds.candidate, '--runs', 'nightly'],
      ...['--devices', 'devices.json', '--blocks', '1', '--no-reference'],
    ],
  },
  confirm: { args: () => ['--runs', 'nights'] },
  bisect: {
    args: ({ folder }) => [
      ...['--builds', folder, '--good', 'baseline', '--bad', 'candidate', '--max-blocks', '4'],
      ...['--suite', './short.json', '--devices', 'devices.json'],
    ],
  },
  variants: {
    after: 'model synth',
    args: ({ builds }) => [
      ...['--build', builds.baseline, '--suite', './short.json', '--blocks', '1'],
      ...['--source', 'source.gguf'],
    ],
  },
  derive: { args: () => ['nights/a', '--out', 'derived'] },
  resume: {
    after: 'run',
    args: ({ folder }) => [join('runs', latestRunIn(folder)), '--devices', 'devices.json'],
  },
  merge: { args: () => ['nights/a', '--out', 'merged'] },
  report: { args: () => ['nights/a'] },
  completion: { args: () => ['bash'] },
  runs: { args: () => ['--runs', 'nights', '--since', '2026-01-01'] },
  open: { args: () => ['latest', '--runs', 'nights', '--no-browser'] },
  query: { args: () => ['SELECT run, count(*) AS n FROM launches GROUP BY run', '--runs', 'nights'] },
  export: { args: () => ['nights/a', '--table', 'blocks', '--out', 'blocks.parquet'] },
  serve: { args: () => ['nights', '--for', '1', '--no-browser'] },
  verify: { after: 'run', args: ({ folder }) => [join('runs', latestRunIn(folder))] },
  compare: { args: () => ['nights/a', 'nights/b'] },
  history: { args: () => ['--runs', 'nights'] },
  'history mark': { args: () => ['--runs', 'nights', '--run', 'b', '--bad', '--why', 'a test'] },
  detect: { args: () => ['--series', 'series.json'] },
  judge: { args: () => ['values.csv'] },
  'baseline set': { args: () => ['a', '--runs', 'passed', '--why', 'a test', '--who', 'anna'] },
  'baseline promote': { args: () => ['a', '--runs', 'passed', '--who', 'anna'] },
  'baseline show': { after: 'baseline set', args: () => ['--runs', 'passed'] },
  'baseline history': { after: 'baseline set', args: () => ['--runs', 'passed'] },
  waive: {
    args: () => [
      ...['decode_rate', '--gate', 'waived.json', '--owner', 'anna'],
      ...['--until', '2099-12-31', '--why', 'a test'],
    ],
  },
  metrics: { args: () => [] },
  devices: { args: () => [] },
  'devices release': { args: () => ['phone'] },
  'devices pin': { args: () => ['--devices', 'devices.json'] },
  'build inspect': { args: ({ folder }) => [join(folder, 'candidate.ipa')] },
  conformance: { args: () => ['--folder', 'nights/a'] },
  // The other commands of this folder take what they are given.
  init: { args: () => ['--yes', '--devices', 'phones.json', '--no-config'] },
  config: { args: () => ['run'] },
  tunnel: { args: () => ['--print'] },
  smoke: { args: () => ['--device', 'phone', '--devices', 'devices.json'] },
  doctor: { args: ({ builds }) => ['--build', builds.candidate] },
  'calibrate device': { args: () => ['--from', 'aa/aa'] },
  'calibrate reference': {
    after: 'model synth',
    args: () => ['-m', 'source.gguf', '-p', '8', '-n', '4', '--rounds', '1', '--turns', '1'],
  },
  reference: { after: 'model synth', args: () => ['-m', 'source.gguf', '-p', '8', '-n', '4', '-r', '1'] },
  'model synth': { args: () => ['demo', '--type', 'F16', '--out', 'source.gguf'] },
  'model inspect': { after: 'model synth', args: () => ['source.gguf'] },
  'model quantize': { after: 'model synth', args: () => ['source.gguf', 'q8.gguf', '--type', 'Q8_0'] },
  'model verify': { after: 'model quantize', args: () => ['source.gguf', 'q8.gguf', '--text', 'text.txt'] },
  'model convert': { after: 'model synth', args: () => ['source.gguf', 'out.mlpackage', '--ctx', '64'] },
  'model prune': {
    args: () => ['two-layers.gguf', 'less.gguf', '--drop', '1', '--text', 'text.txt'],
  },
  'model split': { after: 'model synth', args: () => ['source.gguf', '--max-size', '8M', '--out', 'shards'] },
  'model join': { after: 'model split', args: () => ['shards/source.parts.json', 'joined.gguf'] },
  'model pull': { hub: true, args: () => ['hf:owner/name/model.gguf'] },
  'model update': { after: 'model pull', hub: true, args: () => [] },
};

/** These need a database, and each other: lab.appium.test.ts reads their documents. */
export const isOfALab = (command: string): boolean => /^(lab .+|submit|worker.*|coordinator)$/.test(command);

/** The commands of a table in an order in which each finds what it takes. */
export function inOrder(names: readonly string[]): string[] {
  const done: string[] = [];
  const add = (name: string): void => {
    const { after } = jsonCases[name] ?? {};
    if (after !== undefined) add(after);
    if (!done.includes(name)) done.push(name);
  };
  names.forEach(add);
  return done;
}
