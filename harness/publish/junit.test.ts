import { readFile } from 'node:fs/promises';
import { DOMParser } from '@xmldom/xmldom';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { junit } from './junit.ts';
import { hostileNames, type Names, publicationOf, type RunEnd } from './publication.fixture.ts';
import { written } from './written.fixture.ts';

const schema = await readFile('schemas/junit.xsd', 'utf8');

/** What libxml2 finds wrong with the file. */
async function problemsOf(...files: readonly string[]): Promise<string[]> {
  const { errors } = await validateXML({
    xml: files.map((contents, i) => ({ fileName: `junit-${i}.xml`, contents })),
    schema: [{ fileName: 'junit.xsd', contents: schema }],
  });
  return errors.map(({ message }) => message);
}

async function xmlOf(end: RunEnd, names: Names = {}): Promise<string> {
  const [text = ''] = await written(junit, publicationOf(end, names));
  return text;
}

const elements = (xml: string, tag: string) => [
  ...new DOMParser().parseFromString(xml, 'text/xml').getElementsByTagName(tag),
];

test.each([
  ['GO', [0, 0, 0]],
  ['NO-GO', [2, 0, 0]],
  ['crashed', [2, 0, 4]],
  ['waived', [0, 0, 2]],
  ['INCONCLUSIVE', [0, 0, 2]],
  ['INVALID', [0, 10, 0]],
] as const)('a run that ends %s keeps to the schema, and has what its verdict says', async (end, counts) => {
  const xml = await xmlOf(end);
  expect(await problemsOf(xml)).toEqual([]);
  expect(['failure', 'error', 'skipped'].map((tag) => elements(xml, tag).length)).toEqual(counts);
  const counted = ['failures', 'errors', 'skipped'].map((name) =>
    elements(xml, 'testsuite').reduce((sum, suite) => sum + Number(suite.getAttribute(name)), 0),
  );
  expect(counted).toEqual(counts);
});

test('a failure says how much worse, how sure, and what is allowed', async () => {
  const [failure] = elements(await xmlOf('NO-GO'), 'failure');
  expect(failure?.getAttribute('message')).toMatch(
    /^Decode speed −10\.1.% \(.*\) on iPhone one in quick; allowed −2.%$/,
  );
  expect(failure?.textContent).toMatch(
    /\nfound −10\.1.% \(−\d+\.\d to −\d+\.\d\); allowed −2.%\n\[\[PROPERTY\|report=report\.html\]\]$/,
  );
});

test('what is waived does not pass unseen: its message says by whom, until when and why', async () => {
  const skipped = elements(await xmlOf('waived'), 'skipped');
  for (const each of skipped)
    expect(each.getAttribute('message')).toMatch(/; waived by anna until 2026-12-31: new sampler$/);
});

test('names that somebody else chose stay within their attribute', async () => {
  const files = await Promise.all(hostileNames.map((name) => xmlOf('NO-GO', { phone: name, build: name })));
  expect(await problemsOf(...files)).toEqual([]);
  for (const xml of files) expect(elements(xml, 'testcase')).toHaveLength(10);
});

test.each([
  ['properties inside a test case', '</testcase>', '<properties/></testcase>'],
  ['a sum of what was skipped on the outermost element', '<testsuites ', '<testsuites skipped="0" '],
  ['a time with an exponent', 'time="0.000"', 'time="1e-7"'],
  ['a markup that was not escaped', 'message="', 'message="<'],
])('the same parser refuses %s', async (_, found, planted) => {
  const xml = await xmlOf('NO-GO');
  expect(xml).toContain(found);
  expect(await problemsOf(xml.replace(found, planted))).not.toEqual([]);
});
