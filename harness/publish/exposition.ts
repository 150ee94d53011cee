import type { Metric } from '../measure/metrics/metric.ts';
import { plainText } from '../words/plain-text.ts';

/** Base units of OpenMetrics, and what a value in ours is multiplied with; a number without a unit has none. */
const baseUnits: Readonly<Record<string, readonly [unit: string, factor: number]>> = {
  'tok/s': ['tokens_per_second', 1],
  ms: ['seconds', 1e-3],
  s: ['seconds', 1],
  MiB: ['bytes', 2 ** 20],
  'MiB/turn': ['bytes_per_turn', 2 ** 20],
  '%': ['ratio', 0.01],
  '×': ['ratio', 1],
  count: ['', 1],
  'yes = 1': ['', 1],
  tokens: ['tokens', 1],
  'J/tok': ['joules_per_token', 1],
  'nats/tok': ['nats_per_token', 1],
};

/** A metric as OpenMetrics names it: the unit is the name's end. */
export interface ExposedMetric {
  readonly name: string;
  readonly unit: string;
  readonly factor: number;
}

/** The name, base unit and factor of a metric of ours. */
export function exposed({ id, unit }: Pick<Metric, 'id' | 'unit'>): ExposedMetric {
  const [base, factor] = baseUnits[unit] ?? ['', 1];
  return { name: `heatsoak_${id}${base === '' ? '' : `_${base}`}`, unit: base, factor };
}

/** One line of the text format: a name, its labels, a value. */
export function sampleLine(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(plainText(text))}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** A metric family: what is said of it, and its samples. */
export interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'info' | 'stateset';
  readonly unit?: string;
  readonly help: string;
  readonly samples: readonly string[];
}

/** Families as one text of the OpenMetrics format; those without samples are left out. */
export const exposition = (families: readonly Family[]): string =>
  [...families.filter(({ samples }) => samples.length > 0).flatMap(linesOf), '# EOF', ''].join('\n');

const linesOf = ({ name, type, unit, help, samples }: Family): string[] => [
  `# TYPE ${name} ${type}`,
  ...(unit === undefined || unit === '' ? [] : [`# UNIT ${name} ${unit}`]),
  `# HELP ${name} ${help}`,
  ...samples,
];
