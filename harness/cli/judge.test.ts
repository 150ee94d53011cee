import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heatsoakIn } from './heatsoak.fixture.ts';
import { program } from './program.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-judge-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

const noise = [0, 3, -2, 1, 2, -3, 1, -1, 0, 2, -1, -2];

/** Twelve blocks as CSV, with a noise of some per mille and the candidate slower by `loss`. */
function values(experiment: string, loss: number): string {
  const rows = noise.flatMap((level, block) =>
    ['baseline', 'candidate', 'candidate', 'baseline'].map((build, position) => {
      const speed = 20 * (1 + 0.001 * (level + (position === block % 4 ? 1 : 0)));
      return `${experiment},${block},${position},${build},${build === 'candidate' ? speed * (1 - loss) : speed}`;
    }),
  );
  return `${rows.join('\n')}\n`;
}
const HEADER = 'experiment,block,position,build,value\n';

test('one experiment: the table of changes, the verdict, and its exit code', async () => {
  await writeFile(join(folder, 'slow.csv'), HEADER + values('a', 0.08));
  const { stdout, exitCode } = await heatsoakIn(folder)('judge', 'slow.csv');
  expect(stdout).toMatch(
    /^decode_rate\tdefault\tall\tphone\t20\.0\t18\.4\t−8\.\d\s%\t−8\.\d to −[78]\.\d %\t2 %\tregression$/m,
  );
  expect(stdout).toMatch(/^✕ NO-GO {2}phone decodes [78]\S* % slower than baseline$/m);
  expect(exitCode).toBe(1);
});

test('several: a line each, from stdin too, and the exit code of the worst', async () => {
  const text = HEADER + values('fine', 0) + values('slow', 0.08);
  const { stdout, exitCode } = await execa(process.execPath, [...program, 'judge', '-'], {
    input: text,
    reject: false,
  });
  expect(stdout.split('\n').map((line) => line.split('\t').slice(0, 2))).toEqual([
    ['experiment', 'verdict'],
    ['fine', 'GO'],
    ['slow', 'NO-GO'],
  ]);
  expect(exitCode).toBe(1);
});

test('a file that grows by halves of blocks is not passed within one', async () => {
  const half = values('a', 0).split('\n').slice(0, 46).join('\n');
  await writeFile(join(folder, 'half.csv'), HEADER + half);
  const { stdout, exitCode } = await heatsoakIn(folder)('judge', 'half.csv', '--halves');
  expect(stdout).toContain('Not yet: phone has 2 of 4 launches of block 11');
  expect(exitCode).toBe(3);
});

test('with --json it is one array, an element an experiment', async () => {
  await writeFile(
    join(folder, 'both.csv'),
    HEADER + values('fine', 0) + values('short', 0).split('\n', 4).join('\n'),
  );
  const { stdout, exitCode } = await heatsoakIn(folder)('judge', 'both.csv', '--json');
  expect(JSON.parse(stdout)).toMatchObject([
    { experiment: 'fine', verdict: 'GO' },
    { experiment: 'short', verdict: 'INCONCLUSIVE' },
  ]);
  expect(exitCode).toBe(3);
});
