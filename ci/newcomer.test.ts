import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/**
 * "Where do I add …?" of ARCHITECTURE.md, done in a copy of the source: one of each kind is added by the steps that the page
 * names, and runs. A kind that needs more than its row says fails here.
 */
let copy = '';
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'heatsoak-newcomer-'));
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' });
  for (const path of listed
    .split('\n')
    .filter((name) => /^(harness|models|reports|suites|schemas|ci|bench)\/|^[^/]+\.json$/.test(name))) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(path, join(copy, path));
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  mkdirSync(join(copy, 'dist/reports'), { recursive: true });
  cpSync('dist/reports/client.js', join(copy, 'dist/reports/client.js'));
  for (const add of additions) add();
});
afterAll(() => rmSync(copy, { recursive: true }));

const write = (path: string, source: string): void => {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), source);
};

/** Adds text behind a line that is there once. */
function addLine(path: string, after: string, line: string): void {
  const source = readFileSync(join(copy, path), 'utf8');
  expect(source.split(after), `${path} has one ${JSON.stringify(after)}`).toHaveLength(2);
  writeFileSync(join(copy, path), source.replace(after, `${after}${line}`));
}

const additions = [metric, check, publisher, engine, fault, command];

function metric(): void {
  write(
    'harness/measure/metrics/scored-trials.ts',
    `import { type Metric, perLaunch } from './metric.ts';
export const scoredTrials: Metric = {
  id: 'scored_trials', name: 'Scored trials', unit: 'trials', direction: 'higher', needs: ['trial.finished'],
  gate: null, role: 'diagnostic', formula: 'trials that count', source: 'a newcomer', version: 1,
  compute: ({ trials }) => perLaunch(trials.filter(({ scored }) => scored).length, 'no trial'),
};
`,
  );
  addLine(
    'harness/measure/metrics/index.ts',
    "from './recovery.ts';\n",
    "import { scoredTrials } from './scored-trials.ts';\n",
  );
  addLine('harness/measure/metrics/index.ts', '  ttft,\n', '  scoredTrials,\n');
}

function check(): void {
  addLine(
    'harness/measure/checks/host.ts',
    'export const hostChecks: readonly LaunchCheck[] = [\n',
    "  { code: 'newcomer', rule: 'a launch has trials', effect: 'note', find: ({ trials }) => String(trials.length) },\n",
  );
}

function publisher(): void {
  write(
    'harness/publish/verdict-txt.ts',
    `import { filePublisher } from './publisher.ts';
export const verdictTxt = filePublisher('verdict', 'verdict.txt', ({ derived }) => derived.verdict.verdict);
`,
  );
  addLine('harness/publish/publisher-names.ts', "  'webhook',\n", "  'verdict',\n");
  addLine(
    'harness/publish/publishers.ts',
    "import type { PublisherName } from './publisher-names.ts';\n",
    "import { verdictTxt } from './verdict-txt.ts';\n",
  );
  addLine('harness/publish/publishers.ts', '  webhook,\n', '  verdict: verdictTxt,\n');
}

function engine(): void {
  write(
    'harness/agent/engines/echo/echo.ts',
    `import type { Engine } from '../../ports.ts';
export const echoEngine = (): Engine => ({
  name: 'echo',
  version: '1',
  load: async () => ({
    backend: 'cpu',
    vocabularySize: 10,
    tokenize: (text) => [...text].map((_, i) => i),
    async *generate(promptIds, count) {
      for (let i = 0; i < count; i++) yield promptIds[i % promptIds.length] ?? 0;
    },
    score: async () => [],
    cachedTokens: () => 0,
    clear: async () => undefined,
    stats: async () => null,
    close: async () => undefined,
  }),
  close: async () => undefined,
});
`,
  );
  addLine(
    'harness/agent/engines/open-engine.ts',
    "import type { Engine } from '../ports.ts';\n",
    "import { echoEngine } from './echo/echo.ts';\n",
  );
  addLine('harness/agent/engines/open-engine.ts', '  server: serverEngine,\n', '  echo: echoEngine,\n');
  addLine(
    'harness/protocol/plan-file.ts',
    "export const engineNames = ['llama.cpp', 'onnxruntime', 'server'",
    ", 'echo'",
  );
}

function fault(): void {
  addLine(
    'harness/errors/codes/host.ts',
    'export const hostCodes = {\n',
    "  NEWCOMER_LOST: { kind: 'host', meaning: 'A newcomer lost the way.', remedy: 'Read ARCHITECTURE.md.' },\n",
  );
}

function command(): void {
  write(
    'harness/cli/command-hello.ts',
    `import { Command } from '@commander-js/extra-typings';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { openTerminal } from '../terminal/terminal.ts';
export const helloCommand = () =>
  new Command('hello').option('--lost', 'lose the way').action(({ lost }) => {
    if (lost) throw new HeatsoakError('NEWCOMER_LOST', 'nobody knows where to go');
    openTerminal().document({ hello: 'house' });
  });
`,
  );
  addLine(
    'harness/cli/commands.ts',
    'export const commands: readonly CommandEntry[] = [\n',
    "  { name: 'hello', description: 'greet', load: async () => (await import('./command-hello.ts')).helloCommand() },\n",
  );
  addLine(
    'harness/cli/documents.ts',
    'export const documents: Readonly<Record<string, z.ZodType>> = {\n',
    '  hello: z.object({ hello: z.string() }),\n',
  );
}

/** Runs the copy's own program from its source. */
const heatsoak = (...args: string[]) =>
  execaSync(process.execPath, ['--import', import.meta.resolve('tsx'), 'harness/cli/main.ts', ...args], {
    cwd: copy,
    reject: false,
  });
const run = 'harness/app/golden/small';

describe('one of each kind, added by the row that ARCHITECTURE.md has for it', () => {
  test('the whole house compiles with them', { timeout: 240_000 }, () => {
    const compiled = execaSync('node_modules/.bin/tsc', ['--noEmit', '--incremental', 'false'], {
      cwd: copy,
      reject: false,
    });
    expect(compiled.stdout).toBe('');
  });

  test('a metric is listed, measured and in result.json; a check is a caveat; a publisher writes its file', () => {
    expect(JSON.parse(heatsoak('metrics', 'scored_trials', '--json').stdout)).toMatchObject({
      metrics: [{ id: 'scored_trials' }],
    });
    heatsoak('derive', run, '--publish', 'verdict');
    const result = JSON.parse(readFileSync(join(copy, run, 'result.json'), 'utf8'));
    expect(result.summaries.map(({ metric: id }: { metric: string }) => id)).toContain('scored_trials');
    expect(result.caveats).toContainEqual(expect.objectContaining({ code: 'newcomer' }));
    expect(readFileSync(join(copy, run, 'verdict.txt'), 'utf8')).toBe(result.verdict.verdict);
  });

  test('an engine is opened by its name in the settings', () => {
    const code = `
      import { engineSettings } from './harness/protocol/plan-file.ts';
      import { openEngine } from './harness/agent/engines/open-engine.ts';
      const settings = engineSettings.parse({ name: 'echo' });
      const model = await (await openEngine(settings)).load('no-model', settings);
      const ids = [];
      for await (const id of model.generate([7, 8], 3)) ids.push(id);
      console.log(JSON.stringify(ids));`;
    write('try-engine.ts', code);
    const tried = execaSync(process.execPath, ['--import', import.meta.resolve('tsx'), 'try-engine.ts'], {
      cwd: copy,
    });
    expect(JSON.parse(tried.stdout)).toEqual([7, 8, 7]);
  });

  test('a command prints its document, and a fault ends with its kind and remedy', () => {
    expect(JSON.parse(heatsoak('hello', '--json').stdout)).toEqual({ hello: 'house' });
    const lost = heatsoak('hello', '--lost', '--json');
    expect(lost.exitCode).toBe(6);
    expect(JSON.parse(lost.stdout)).toMatchObject({
      error: { code: 'NEWCOMER_LOST', hint: 'Read ARCHITECTURE.md.' },
    });
  });
});
