import { join } from 'node:path';
import { writeDocument } from '../files/write-whole.ts';
import type { Derived } from '../judge/derive.ts';
import { type MeasuredValue, measuredValues, phoneKey } from './measured-values.ts';
import type { Publisher } from './publisher.ts';

/** An entry of github-action-benchmark's custom formats. */
interface BenchmarkEntry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/** One direction a file: the action knows none for a single value. */
const files = { 'gab-bigger.json': 'higher', 'gab-smaller.json': 'lower' } as const;

/**
 * `gab-bigger.json` (`customBiggerIsBetter`) and `gab-smaller.json` (`customSmallerIsBetter`) for github-action-benchmark.
 * Its alert threshold knows nothing of noise: the exit code is the gate.
 */
export const benchmarkAction: Publisher = {
  name: 'benchmark-action',
  async publish({ derived, folder }) {
    const values = measuredValues(derived);
    const paths: string[] = [];
    for (const [file, direction] of Object.entries(files)) {
      const path = join(folder, file);
      const own = values.filter(({ metric }) => metric.direction === direction);
      await writeDocument(
        path,
        own.map((each) => entryOf(each, derived)),
      );
      paths.push(path);
    }
    return paths;
  },
};

function entryOf(measured: MeasuredValue, { measurement, verdict }: Derived): BenchmarkEntry {
  const { device, suite, metric, value, interval } = measured;
  const extra = [
    `${verdict.verdict}, run ${measurement.manifest.run}`,
    `iOS ${device.os}${device.virtual ? ', simulated' : ''}`,
  ];
  return {
    name: `${phoneKey(device)} ${suite} ${metric.id}`,
    unit: metric.unit,
    value,
    ...(interval ? { range: rangeOf(interval) } : {}),
    extra: extra.join('\n'),
  };
}

const rangeOf = ([low, high]: readonly [number, number]): string =>
  `± ${Number(((high - low) / 2).toPrecision(2))}`;
