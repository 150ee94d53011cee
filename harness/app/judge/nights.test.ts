import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRandom, type Random } from '../../statistics/random.ts';
import { judge } from '../judge.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-nights-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const orders = [
  ['baseline', 'candidate', 'candidate', 'baseline'],
  ['candidate', 'baseline', 'baseline', 'candidate'],
] as const;

interface Night {
  readonly name: string;
  readonly first?: number;
  readonly blocks: number;
  readonly noise: number;
  readonly loss?: number;
}

function rows(random: Random, { name, first = 0, blocks, noise, loss = 0 }: Night): string {
  let text = '';
  for (let block = 0; block < blocks; block++)
    for (const [position, build] of (orders[Math.floor((block + 1) / 2) % 2] ?? orders[0]).entries()) {
      const log = noise * random.gauss() + (build === 'candidate' ? Math.log(1 - loss) : 0);
      text += `${name},p,${first + block},${position},${build},quick,a,decode_rate,${20 * Math.exp(log)}\n`;
    }
  return text;
}

/** p of a loss of 3 % after three blocks, with nights of these noises, or none; the column that keeps nights apart has this name. */
async function worseP(noises: readonly number[] | null, column = 'experiment') {
  const header = `${column},phone,block,position,build,suite,case,metric,value\n`;
  const random = createRandom(11);
  const nights = (noises ?? []).map((noise, i) =>
    rows(random, { name: `n${i}`, first: 6 * i, blocks: 6, noise }),
  );
  await writeFile(join(folder, 'aa.csv'), header + nights.join(''));
  const tonight = rows(createRandom(21), { name: 't', blocks: 3, noise: 0.011, loss: 0.03 });
  await writeFile(join(folder, 'tonight.csv'), header + tonight);
  const { experiments } = await judge({
    values: join(folder, 'tonight.csv'),
    key: column,
    ...(noises ? { aa: join(folder, 'aa.csv') } : {}),
  });
  const [found] = [...experiments];
  return found?.comparisons[0]?.perDevice[0]?.worseP ?? Number.NaN;
}

test('nights that agree make a loss more certain, and those that differ do not', async () => {
  const alone = await worseP(null);
  expect(await worseP([0.01, 0.01, 0.01, 0.01, 0.01])).toBeLessThan(0.5 * alone);
  expect(await worseP([0.01, 0.01, 0.01, 0.01, 0.03])).toBe(alone);
});

test('nights under the key of the experiments would be one night, and are refused', async () => {
  await expect(worseP([0.01, 0.01], 'night')).rejects.toMatchObject({
    code: 'VALUES_INVALID',
    hint: 'rename its column "night"',
  });
});
