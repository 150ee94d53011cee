import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { compareNames } from './apple-names/compare-names.ts';
import { readSdkText } from './apple-names/sdk-text.ts';
import { readStub, type StubName } from './apple-names/stub-names.ts';

/** Objective-C's side of the iOS 26 SDK as text, by the NativeScript project (Apache-2.0). Fetched, not installed: 1.3 MB, 15 unpacked. */
const PACKAGE = '@nativescript/types-ios@9.1.2';
const INTEGRITY =
  'sha512-tIFN3FwKNAbWJs6Ne6fBJ92PD9/z8wcEHHW8OLGqeoqAaKBz2X8433B7e367iewHOrP70wYkStu6M1IhJ7Dj/A==';
const FETCH_LIMIT_MS = 120_000;
/** The code of a check that could not be made, as in ci/swift-linux.sh. */
const UNABLE = 77;
const STUBS = 'ios/Stubs';
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'heatsoak');

/**
 * `check-apple-names.ts`: every name that the stubs of Apple's frameworks declare is held against Apple's SDK text; 1 where one is not there
 * or too new, 77 where the text cannot be had. A framework that is Swift's alone has no such text and is left out.
 */
function main(): number {
  const folder = sdkFolder();
  if (typeof folder !== 'string') {
    process.stdout.write(`names of Apple's SDK are not checked: ${folder.why}\n`);
    return UNABLE;
  }
  const textOf = (framework: string): string | null => {
    const path = join(folder, `objc!${framework}.d.ts`);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
  const frameworks = readdirSync(STUBS, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => name);
  const known = frameworks.filter((name) => textOf(name) !== null);
  const sdk = readSdkText([...known, 'Foundation', 'ObjectiveC'].map((name) => textOf(name) ?? ''));
  const sources = appleSources();
  let problems = 0;
  let found = 0;
  for (const path of known.flatMap(stubsOf)) {
    const compared = compareNames(readStub(readFileSync(path, 'utf8')), sdk, (name, since) =>
      sources.every((source) => !uses(source, name) || source.includes(`#available(iOS ${since}`)),
    );
    for (const { line, what } of compared.problems) process.stdout.write(`${path}:${line}: ${what}\n`);
    problems += compared.problems.length;
    found += compared.found;
    if (compared.swiftAlone.length > 0)
      process.stdout.write(`${path}: of Swift's overlay alone: ${compared.swiftAlone.join(', ')}\n`);
  }
  const others = frameworks.filter((name) => !known.includes(name));
  process.stdout.write(
    `names in Apple's SDK: ${found} of ${found + problems} in ${known.join(', ')}; no text of ${others.join(', ')}\n`,
  );
  // A check that finds nothing to check has gone wrong itself.
  return problems === 0 && found > 0 ? 0 : 1;
}

const stubsOf = (framework: string): string[] =>
  readdirSync(join(STUBS, framework))
    .filter((name) => name.endsWith('.swift'))
    .map((name) => join(STUBS, framework, name));

/** Sources in which a name may be used. */
function appleSources(): string[] {
  const under = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((each) => each.isFile() && each.name.endsWith('.swift'))
      .map((each) => readFileSync(join(each.parentPath, each.name), 'utf8'));
  return ['ios/Sources', 'ios/App', 'ios/Examples'].flatMap(under);
}

const uses = (source: string, { name }: StubName): boolean => new RegExp(`\\b${name}\\b`).test(source);

/** Where the SDK's text lies, or why it does not. */
function sdkFolder(): string | { readonly why: string } {
  const home = join(cache, PACKAGE.replace(/^@/, '').replaceAll(/[/@]/g, '-'));
  const folder = join(home, 'lib/ios/objc-x86_64');
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, 'types-ios-'));
  try {
    const pack = ['pack', PACKAGE, '--pack-destination', scratch, '--json'];
    const [packed] = JSON.parse(quietly('npm', pack)) as [{ filename: string; integrity: string }];
    if (packed.integrity !== INTEGRITY) return { why: `${PACKAGE} is another one: ${packed.integrity}` };
    // npm writes the @ and the / of a name as it likes.
    const [archive = ''] = readdirSync(scratch).filter((name) => name.endsWith('.tgz'));
    quietly('tar', ['-xzf', join(scratch, archive), '-C', scratch]);
    if (!existsSync(folder)) renameSync(join(scratch, 'package'), home);
    return folder;
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return { why: `${PACKAGE} cannot be fetched: ${reason}` };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const quietly = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: FETCH_LIMIT_MS,
  });

process.exitCode = main();
