import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { program } from '../program.fixture.ts';
import { shells } from './shells.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-completion-'));
  await mkdir(join(folder, 'runs', '2026-01-01T03-00-00Z-aaaaaa'), { recursive: true });
  await writeFile(join(folder, 'runs', '2026-01-01T03-00-00Z-aaaaaa', 'manifest.json'), '{}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a real bash has in COMPREPLY after Tab behind these words, the script sourced as its users source it. */
async function tab(...words: string[]): Promise<string[]> {
  const quoted = (all: readonly string[]): string => all.map((word) => `'${word}'`).join(' ');
  const script = `
heatsoak() { ${quoted([process.execPath, ...program])} "$@"; }
${shells.bash.script}
COMP_WORDS=(${quoted(['heatsoak', ...words])}); COMP_CWORD=${words.length}
_heatsoak; printf '%s\\n' "\${COMPREPLY[@]}"
complete -p heatsoak >&2`;
  const { stdout, stderr } = await execa('bash', ['--norc', '-c', script], { cwd: folder });
  expect(stderr).toContain('-F _heatsoak heatsoak');
  return stdout.split('\n').filter(Boolean);
}

test('a real bash completes a run by its id, and an option behind --json', async () => {
  expect(await tab('report', '2026')).toEqual(['2026-01-01T03-00-00Z-aaaaaa']);
  expect(await tab('history', '--json', '--fail')).toEqual(['--fail-on']);
});

const hasFish = execaSync('fish', ['--version'], { reject: false }).exitCode === 0;
// Where fish is not installed there is nothing that could read its script.
test.skipIf(!hasFish)(
  'a real fish completes a run by its id, an empty word and an option with its meaning',
  async () => {
    const candidatesOf = async (line: string): Promise<string[]> => {
      const asked = `function heatsoak; ${[process.execPath, ...program].join(' ')} $argv; end
heatsoak completion fish | source; complete -C '${line}'`;
      const { stdout } = await execa('fish', ['--no-config', '-c', asked], { cwd: folder });
      return stdout.split('\n').map((each) => each.trim());
    };
    expect(await candidatesOf('heatsoak report 2026')).toEqual(['2026-01-01T03-00-00Z-aaaaaa']);
    expect(await candidatesOf('heatsoak report ')).toContain('latest');
    expect(await candidatesOf('heatsoak history --fail')).toEqual([
      expect.stringMatching(/^--fail-on\s+exit 1 for/),
    ]);
  },
);

test('zsh and fish get what a word means beside it', () => {
  const candidate = { word: 'a:b', means: 'c' };
  expect([shells.zsh.line(candidate), shells.fish.line(candidate)]).toEqual(['a\\:b:c', 'a:b\tc']);
  expect(shells.zsh.line({ word: 'a:b', means: '' })).toBe('a\\:b');
});
