import { expect, test } from 'vitest';
import { openMetrics } from './openmetrics.ts';
import { hostileNames, type Names, publicationOf, type RunEnd, runsByEnd } from './publication.fixture.ts';
import { problemsOf } from './strict-openmetrics.fixture.ts';
import { written } from './written.fixture.ts';

const textOf = async (end: RunEnd, names: Names = {}): Promise<string> => {
  const [text = ''] = await written(openMetrics, publicationOf(end, names));
  return text;
};

test.each(Object.keys(runsByEnd) as RunEnd[])('a run that ends %s keeps to the text format', async (end) => {
  expect(problemsOf(await textOf(end))).toEqual([]);
});

test('exactly one state of the verdict holds, times are seconds and memory is bytes', async () => {
  const text = await textOf('NO-GO', { commit: '1a2b3c4' });
  expect(text.match(/^heatsoak_verdict\{.*\} 1$/gm)).toEqual([
    'heatsoak_verdict{heatsoak_verdict="NO-GO"} 1',
  ]);
  expect(text).toMatch(/^heatsoak_ttft_seconds\{.*\} 0\.3999/m);
  expect(text).toMatch(/^heatsoak_footprint_peak_bytes\{.*virtual="true"\} 1\d{9}/m);
  expect(text).toMatch(/^heatsoak_build_info\{role="candidate".*commit="1a2b3c4"/m);
});

test('names that somebody else chose stay within their label', async () => {
  for (const name of hostileNames)
    expect(problemsOf(await textOf('GO', { phone: name, build: name })), name).toEqual([]);
});

test.each([
  ['a file that was cut', '# EOF\n', ''],
  [
    'a unit that the name does not end in',
    'UNIT heatsoak_ttft_seconds seconds',
    'UNIT heatsoak_ttft_seconds ms',
  ],
  ['a quote that was not escaped', 'role="candidate"', 'role="cand"idate"'],
  ['a value that is no number', '"NO-GO"} 1', '"NO-GO"} one'],
])('the same reader refuses %s', async (_, found, planted) => {
  const text = await textOf('NO-GO');
  expect(text).toContain(found);
  expect(problemsOf(text.replace(found, planted))).not.toEqual([]);
});
