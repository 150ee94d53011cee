import { documentText } from '../files/write-whole.ts';
import { measuredValues, phoneKey } from './measured-values.ts';
import { filePublisher } from './publisher.ts';

/** Bencher takes names up to this length. */
const LONGEST_BENCHMARK = 1024;

interface BencherMetric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/**
 * `bmf.json`, the Bencher Metric Format: https://bencher.dev/docs/reference/bencher-metric-format. A benchmark is a suite on a
 * phone, a measure a metric under a slug of our own: Bencher's `latency` is in ns, and its `throughput` in operations a second.
 */
export const bencher = filePublisher('bencher', 'bmf.json', ({ derived }) => {
  const benchmarks = new Map<string, Map<string, BencherMetric>>();
  for (const { device, suite, metric, value, interval } of measuredValues(derived)) {
    const name = `${phoneKey(device)}/${suite}`.slice(0, LONGEST_BENCHMARK);
    const measures = benchmarks.get(name) ?? new Map<string, BencherMetric>();
    const bounds = interval ? { lower_value: interval[0], upper_value: interval[1] } : {};
    measures.set(metric.id.replaceAll('_', '-'), { value, ...bounds });
    benchmarks.set(name, measures);
  }
  return documentText(
    Object.fromEntries([...benchmarks].map(([name, measures]) => [name, Object.fromEntries(measures)])),
  );
});
