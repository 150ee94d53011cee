import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { sourceFiles } from './sources.ts';

const [node, browser, browserTests] = [
  'tsconfig.json',
  'tsconfig.browser.json',
  'tsconfig.browser-tests.json',
];

const tsc = (...args: string[]): string =>
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...args], { encoding: 'utf8' });

/** Sources of this repository that a project checks. */
const filesOf = (project: string): string[] =>
  tsc('-p', project, '--listFilesOnly')
    .split('\n')
    .filter((path) => path !== '' && !path.includes('/node_modules/'))
    .map((path) => relative('.', path));

/** What the compiler says of a source under a project's own options; empty when it compiles. */
function compile(project: string, source: string): string {
  mkdirSync('node_modules/.cache', { recursive: true });
  const scratch = mkdtempSync('node_modules/.cache/planted-');
  try {
    writeFileSync(join(scratch, 'planted.ts'), source);
    const config = join(scratch, 'tsconfig.json');
    const planted = { extends: resolve(project), compilerOptions: { incremental: false } };
    writeFileSync(config, JSON.stringify({ ...planted, include: ['*.ts'], exclude: [] }));
    return tsc('-p', config);
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? String(error);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const usesDocument = 'export const title = (): string => document.title;\n';
const usesFiles = "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n";
const usesProcess = 'export const folder = (): string => process.cwd();\n';

test.each([
  ['document', node, usesDocument, 'document'],
  ['node:fs', browser, usesFiles, 'node:fs'],
  ['process', browser, usesProcess, 'process'],
])('%s does not compile in %s', (_, project, source, named) => {
  expect(compile(project, source)).toContain(named);
});

test.each([
  ['node:fs', node, usesFiles],
  ['document', browser, usesDocument],
])('%s compiles in %s: the breaches above are refused for what they are', (_, project, source) => {
  expect(compile(project, source)).toBe('');
});

test('what runs in Node is in the Node project, and what the page runs is in the browser project alone', () => {
  const [inNode, inBrowser] = [filesOf(node), filesOf(browser)];
  expect(inNode).toContain('harness/session/quality.ts');
  // Parts of the page that need no browser are tested in Node.
  expect(inNode).not.toContain('reports/client/main.ts');
  expect(inBrowser).toEqual(expect.arrayContaining(['reports/client/main.ts', 'reports/shared/html.ts']));
  expect(
    inBrowser.filter((path) =>
      /^(models|ci|harness\/(?!protocol\/token-times|statistics\/|words\/))/.test(path),
    ),
  ).toEqual([]);
});

test('npm run typecheck leaves no source out', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  for (const project of [browser, browserTests]) expect(scripts['typecheck']).toContain(`tsc -p ${project}`);
  const checked = new Set([node, browser, browserTests].flatMap(filesOf));
  expect(sourceFiles().filter((path) => !checked.has(path))).toEqual([]);
});
