import { marked, type Tokens } from 'marked';
import { expect, test } from 'vitest';
import { hostileNames, type Names, publicationOf, type RunEnd, runsByEnd } from './publication.fixture.ts';
import { summary, summaryOf } from './summary.ts';
import { written } from './written.fixture.ts';

const textOf = (end: RunEnd, names: Names = {}): string => summaryOf(publicationOf(end, names));
const tokensOf = (text: string) => marked.lexer(text);
const tables = (text: string): Tokens.Table[] =>
  tokensOf(text).filter((token): token is Tokens.Table => token.type === 'table');

test.each(Object.keys(runsByEnd) as RunEnd[])(
  'a run that ends %s says its verdict first, and that it is simulated',
  (end) => {
    const publication = publicationOf(end);
    const [mark, heading] = tokensOf(summaryOf(publication)).filter(({ type }) => type !== 'space');
    expect(mark?.raw).toContain('<!-- heatsoak:run -->');
    expect(heading).toMatchObject({ type: 'heading', depth: 3 });
    expect(heading?.raw).toMatch(new RegExp(`^### ${publication.derived.verdict.verdict}: `));
    expect(summaryOf(publication)).toMatch(/2.phones, SIMULATED/);
  },
);

test('what decides is a table with interval and limit, and the builds have their commits', () => {
  const text = textOf('NO-GO', { commit: '1a2b3c4d5e6f' });
  const [checks] = tables(text);
  expect(checks?.rows).toHaveLength(10);
  const [worst] = checks?.rows.filter(([state]) => state?.text === '✕') ?? [];
  expect(worst?.map((cell) => cell.text)[3]).toMatch(/^−10\.1.% \(−\d+\.\d to −\d+\.\d\)$/);
  expect(text).toContain('candidate 1.0 (1a2b3c4) against baseline 1.0 (1a2b3c4)');
});

test('what is waived is marked so, with its number and who answers for it', () => {
  const [checks] = tables(textOf('waived'));
  const waived = checks?.rows.filter(([state]) => state?.text === '~') ?? [];
  expect(waived).toHaveLength(2);
  for (const [, , , found] of waived)
    expect(found?.text).toMatch(/−10\.\d.*waived by anna until 2026-12-31: new sampler$/);
});

/** The grammar of Mermaid's xychart, as far as we write it. */
const TEXT = String.raw`"[\p{L}\p{N} .,:()+_-]*"`;
const NUMBERS = String.raw`\[-?[\d.]+(?:, -?[\d.]+)*\]`;
const CHART = new RegExp(
  String.raw`^xychart-beta\n    title ${TEXT}\n    x-axis \[${TEXT}(?:, ${TEXT})*\]\n    y-axis ${TEXT} 0 --> \d+\n    bar ${NUMBERS}\n    line ${NUMBERS}$`,
  'u',
);

test('a run that was compared has a chart of what decided, one that was not has none', () => {
  const chartIn = (text: string) =>
    tokensOf(text).find(
      (token): token is Tokens.Code => token.type === 'code' && token['lang'] === 'mermaid',
    );
  expect(chartIn(textOf('NO-GO'))?.text).toMatch(CHART);
  expect(chartIn(textOf('NO-GO'))?.text).toContain('bar [10.05, 9.79]\n    line [2, 2]');
  expect(chartIn(textOf('INCONCLUSIVE'))).toBeUndefined();
  for (const name of hostileNames) expect(chartIn(textOf('GO', { phone: name }))?.text, name).toMatch(CHART);
});

test('names that somebody else chose add no markup, no cell, no link and nobody who is told', () => {
  for (const name of hostileNames) {
    const text = textOf('NO-GO', { phone: name, build: name });
    expect(
      tables(text).map(({ rows }) => rows.map((row) => row.length)),
      name,
    ).toEqual(tables(textOf('NO-GO')).map(({ rows }) => rows.map((row) => row.length)));
    const found: string[] = [];
    void marked.walkTokens(marked.lexer(text), (token) => {
      found.push(token.type === 'html' ? token.raw.trim() : token.type);
    });
    const markup = found.filter((each) => ['link', 'image', 'strong', 'em', 'codespan'].includes(each));
    expect(markup, name).toEqual([]);
    const html = found.filter((each) => each.startsWith('<'));
    for (const each of html) expect(each).toMatch(/^<(?:!-- heatsoak:run --|\/?details|summary)>/);
    expect(text).not.toMatch(/@[a-z]|[^\\]\$\{\{/i);
  }
});

test('a summary fits into a comment, however much was measured', async () => {
  const publication = publicationOf('NO-GO', { phone: 'x'.repeat(4000) });
  const [text = ''] = await written(summary, publication);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
  expect(text).toMatch(/^<!-- heatsoak:run -->\n### NO-GO: /);
});
