import { expect, test } from 'vitest';
import { fuzz, inputOf } from './fuzz.ts';
import { type FuzzTarget, inWords, reading } from './target.ts';
import { targets } from './targets.ts';

/** A share of what `npm run fuzz` reads: some tenths of a second each. */
const INPUTS = 60;

test.each(targets.map((target): [string, FuzzTarget] => [target.name, target]))(
  '%s: sound inputs are taken, and damaged ones refused in words and in time',
  async (_, target) => {
    const open = await target.open();
    try {
      // One of several stands for an answer that is a refusal, or is meant for another question.
      await expect(Promise.resolve(open.read(target.inputs[0] ?? Buffer.alloc(0)))).resolves.toBeUndefined();
    } finally {
      await open.close();
    }
    expect(await fuzz(target, { seed: 1, from: 0, count: INPUTS })).toEqual([]);
  },
);

const planted = (read: (bytes: Buffer) => void): FuzzTarget => ({
  ...{ name: 'planted', inputs: [Buffer.from('a sound input')], isRefusal: inWords },
  open: reading(read),
});

test('a reader that slips on one input, or takes long over it, is found with the number of that input', async () => {
  const range = { seed: 1, from: 0, count: 5 };
  const third = inputOf(
    planted(() => undefined),
    1,
    2,
  );
  const slips = planted((bytes) => {
    if (bytes.equals(third)) throw new TypeError('null has no length');
    throw new Error('it is damaged');
  });
  expect(await fuzz(slips, range)).toMatchObject([{ input: 2, what: 'crash' }]);
  const dawdles = planted((bytes) => {
    const until = process.cpuUsage().user + 100_000;
    while (bytes.equals(third) && process.cpuUsage().user < until);
  });
  expect(await fuzz(dawdles, { ...range, slowestSeconds: 0.05 })).toMatchObject([{ input: 2, what: 'slow' }]);
});

test('an input is made again by its number alone', () => {
  for (const target of targets) {
    expect(inputOf(target, 1, 7)).toEqual(inputOf(target, 1, 7));
    expect(inputOf(target, 1, 7)).not.toEqual(inputOf(target, 1, 8));
  }
});
