import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { marked, type Tokens } from 'marked';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoBuilds } from '../harness/app/demo-builds.ts';
import { writeSimulatedRun } from '../harness/app/simulated-run.fixture.ts';
import { heatsoakIn } from '../harness/cli/heatsoak.fixture.ts';
import { buildFile } from '../harness/experiment/build-file.ts';
import { publisherNames } from '../harness/publish/publisher-names.ts';
import { heatsoakCalls, problemIn } from './command-lines.ts';

const GUIDE = 'docs/guides/nightly-in-ci.md';
const tokens = marked.lexer(await readFile(GUIDE, 'utf8'));
const blocks = (mark: string): string[] =>
  tokens
    .filter((token): token is Tokens.Code => token.type === 'code' && token['lang'] === mark)
    .map(({ text }) => text);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-guide-'));
  await makeDemoBuilds(join(folder, 'builds'), join(folder, 'cache'));
  await writeSimulatedRun(join(folder, 'runs'), {
    run: '2026-01-01T03-00-00Z',
    speeds: { baseline: 20, candidate: 20 },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('every command of the guide is one that the program understands', async () => {
  const calls = [...blocks('sh run'), ...blocks('sh parse')].flatMap(heatsoakCalls);
  expect(calls.length).toBeGreaterThanOrEqual(7);
  for (const words of calls) expect(await problemIn(words), words.join(' ')).toBeNull();
});

test.each(blocks('sh run').flatMap(heatsoakCalls))(
  'heatsoak %s … does as the guide says',
  async (...words) => {
    const { exitCode, stderr } = await heatsoakIn(folder)(...words);
    expect(exitCode, stderr).toBe(0);
  },
);

test('the build.json of the guide is one, and the guide names every publisher', () => {
  const [build = ''] = blocks('json build');
  expect(buildFile.parse(JSON.parse(build))).toMatchObject({
    commit: '1a2b3c4d',
    labels: { branch: 'main' },
  });
  const tables = tokens.filter((token): token is Tokens.Table => token.type === 'table');
  const named = tables.flatMap(({ rows }) => rows.map(([first]) => first?.text.replaceAll('`', '')));
  expect(named).toEqual(expect.arrayContaining([...publisherNames]));
});

test('every file that the guide leads to is there', () => {
  const links: string[] = [];
  void marked.walkTokens(tokens, (token) => {
    if (token.type === 'link') links.push(String(token['href']));
  });
  const files = links.filter((href) => !/^https?:/.test(href));
  expect(files.length).toBeGreaterThan(5);
  for (const href of files) expect(existsSync(resolve(dirname(GUIDE), href)), href).toBe(true);
});
