import { expect, test } from 'vitest';
import type { LaunchRecord } from '../result.ts';
import { leakSlope } from './leak-slope.ts';

const MIB = 2 ** 20;

/** A launch of a variant after whose unload so much memory was still charged. */
const launch = (build: string, suite: string, index: number, mib: number): LaunchRecord =>
  ({
    device: 'd',
    planned: { id: `l${index}`, role: 'variant', build, suite, block: index, position: 0, kind: 'burst' },
    checkpoints: [{ at: 'after-unload', footprintBytes: mib * MIB, mappedBytes: null, availableBytes: null }],
  }) as unknown as LaunchRecord;

const slopes = (session: readonly LaunchRecord[]) =>
  session.flatMap((each) =>
    leakSlope
      .compute(each, { session, reference: [] })
      .map(({ value }) => [each.planned.build, each.planned.suite, value]),
  );

test('variants of different size leak nothing from one to the other', () => {
  const order = ['q4', 'q8', 'q8', 'q4', 'q4', 'q8'];
  expect(slopes(order.map((build, i) => launch(build, 's', i, build === 'q4' ? 100 : 300)))).toEqual([
    ['q4', 's', 0],
    ['q8', 's', 0],
  ]);
});

test('a suite that leaves more behind than another is no leak', () => {
  const session = [0, 1, 2, 3, 4, 5].map((i) => launch('q4', i < 3 ? 'short' : 'long', i, i < 3 ? 100 : 200));
  expect(slopes(session)).toEqual([
    ['q4', 'short', 0],
    ['q4', 'long', 0],
  ]);
});

test('launches of another suite between count as launches: each of them may leak', () => {
  const session = [
    launch('q4', 'short', 0, 100),
    launch('q4', 'long', 1, 102),
    launch('q4', 'short', 2, 104),
    launch('q4', 'short', 3, 106),
  ];
  expect(slopes(session)).toEqual([
    ['q4', 'long', null],
    ['q4', 'short', 2],
  ]);
});
