import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { metrics } from '../measure/metrics/index.ts';
import { bencher } from './bencher.ts';
import { benchmarkAction } from './benchmark-action.ts';
import { exposed } from './exposition.ts';
import { gitlab } from './gitlab.ts';
import { hostileNames, publicationOf } from './publication.fixture.ts';
import type { Publisher } from './publisher.ts';
import { written } from './written.fixture.ts';

const number = { type: 'number' };
/** https://bencher.dev/docs/reference/bencher-metric-format, and the lengths that it names. */
const bmf = {
  type: 'object',
  propertyNames: { minLength: 1, maxLength: 1024 },
  additionalProperties: {
    type: 'object',
    propertyNames: { pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 },
    additionalProperties: {
      type: 'object',
      properties: { value: number, lower_value: number, upper_value: number },
      required: ['value'],
      additionalProperties: false,
    },
  },
};
/** https://github.com/benchmark-action/github-action-benchmark: the custom tools. */
const text = { type: 'string' };
const customBenchmarks = {
  type: 'array',
  items: {
    type: 'object',
    properties: { name: text, unit: text, value: number, range: text, extra: text },
    required: ['name', 'unit', 'value'],
    additionalProperties: false,
  },
};
const accepts = (schema: object, value: unknown): boolean => new Ajv().validate(schema, value);
const documents = async (publisher: Publisher, end: 'GO' | 'NO-GO' | 'INVALID' | 'lost') =>
  (await written(publisher, publicationOf(end))).map((each): unknown => JSON.parse(each));

test('Bencher gets a benchmark for each phone and suite, and a value between its bounds for each measure', async () => {
  const [document] = await documents(bencher, 'NO-GO');
  expect(accepts(bmf, document)).toBe(true);
  expect(accepts(bmf, { a: { Decode: { value: 1 } } })).toBe(false);
  expect(accepts(bmf, { a: { decode: { value: '1' } } })).toBe(false);
  const benchmarks = document as Record<string, Record<string, Record<string, number>>>;
  expect(Object.keys(benchmarks)).toEqual(['virtual iPhone15,4 one/quick', 'virtual iPhone15,4 two/quick']);
  const {
    value = 0,
    lower_value = 0,
    upper_value = 0,
  } = benchmarks['virtual iPhone15,4 one/quick']?.['decode-rate'] ?? {};
  expect([value > lower_value, value < upper_value, Math.round(value)]).toEqual([true, true, 18]);
});

test('github-action-benchmark gets what is better higher in one file, and what is better lower in the other', async () => {
  const [bigger, smaller] = await documents(benchmarkAction, 'GO');
  for (const each of [bigger, smaller]) expect(accepts(customBenchmarks, each)).toBe(true);
  expect(accepts(customBenchmarks, [{ name: 'a', unit: 'ms', value: null }])).toBe(false);
  const metricsIn = (document: unknown): string[] => [
    ...new Set((document as { name: string }[]).map(({ name }) => name.split(' ').at(-1) ?? '')),
  ];
  expect(metricsIn(bigger)).toContain('decode_rate');
  expect(metricsIn(smaller)).toEqual(expect.arrayContaining(['ttft', 'footprint_peak']));
});

test('of a phone on which nothing is valid, and of what could not be compared, no series gets a number', async () => {
  expect(await documents(bencher, 'INVALID')).toEqual([{}]);
  expect(await documents(benchmarkAction, 'INVALID')).toEqual([[], []]);
  expect(await written(gitlab, publicationOf('INVALID'))).toEqual(['']);
  const [document] = await documents(bencher, 'lost');
  expect(Object.keys(document as object)).toEqual(['virtual iPhone15,4 one/quick']);
});

test('a run without a baseline has its medians, without bounds', async () => {
  const [document] = (await written(bencher, publicationOf('INCONCLUSIVE'))).map(
    (each) => JSON.parse(each) as Record<string, Record<string, object>>,
  );
  expect(document?.['virtual iPhone15,4 one/quick']?.['decode-rate']).toEqual({
    value: expect.closeTo(20, 0),
  });
});

/** As GitLab reads a report of metrics: comments go, words are split as a shell splits them, the second is the value. */
function readByGitLab(report: string): Map<string, string> {
  const lines = report.split('\n').map((line) => line.replace(/#.*$/, ''));
  return new Map(
    lines.flatMap((line) => {
      if ((line.match(/"/g) ?? []).length % 2 === 1) throw new Error(`unmatched quote: ${line}`);
      const [name = '', value] = line.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
      return value === undefined ? [] : [[name.replaceAll('"', ''), value] as const];
    }),
  );
}

test('GitLab reads one rounded value a line, whatever a phone is called', async () => {
  for (const name of hostileNames) {
    const publication = publicationOf('GO', { phone: name, build: name });
    const { manifest } = publication.derived.measurement;
    for (const { device } of manifest.sessions) Object.assign(device, { model: name });
    const [report = ''] = await written(gitlab, publication);
    const read = readByGitLab(report);
    expect(read.size, name).toBe(report.trimEnd().split('\n').length);
    for (const value of read.values()) expect(value).toMatch(/^\d{1,10}(\.\d{1,4})?$/);
  }
  expect(() => readByGitLab('a{b="c#d"} 1')).toThrow('unmatched quote');
});

test('every metric that is published has a base unit of its own, and a number alone has none', () => {
  const without = metrics
    .filter(({ unit }) => exposed({ id: 'x', unit }).unit === '')
    .map(({ unit }) => unit);
  expect([...new Set(without)].sort()).toEqual(['0–100', 'count', 'yes = 1']);
});
