import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What a Swift file may not have, or only with its reason; swift-format refuses forced unwraps and forced tries besides. */
const RULES: readonly { readonly says: string; readonly word: RegExp; readonly mayHaveReason: boolean }[] = [
  { says: 'a forced try ends the app', word: /\btry!/, mayHaveReason: false },
  { says: 'a forced cast ends the app', word: /\bas!/, mayHaveReason: false },
  {
    says: 'a type that the compiler does not check says why it is safe',
    word: /@unchecked\b/,
    mayHaveReason: true,
  },
  {
    says: 'a variable that the compiler does not check says why it is safe',
    word: /\bnonisolated\(unsafe\)/,
    mayHaveReason: true,
  },
];

/** Lines above it that may hold the reason. */
const NEAR = 4;

/** Every breach of a source text, as `line: rule`. */
function breaches(source: string): string[] {
  const lines = source.split('\n');
  return lines.flatMap((line, index) => {
    if (/^\s*\/\//.test(line)) return [];
    const comments = lines.slice(Math.max(0, index - NEAR), index).filter((each) => /^\s*\/\//.test(each));
    return RULES.flatMap(({ says, word, mayHaveReason }) => {
      const found = word.exec(line)?.[0];
      if (found === undefined) return [];
      const hasReason = mayHaveReason && comments.some((comment) => comment.includes(found));
      return hasReason ? [] : [`${index + 1}: ${says}`];
    });
  });
}

// The stubs of Apple's modules are never run.
const files = ['Sources', 'Tests', 'Examples', 'App'].flatMap((folder) =>
  readdirSync(join('ios', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.swift'))
    .map((name) => join('ios', folder, name)),
);

test('no Swift file forces a try or a cast, and what the compiler does not check has its reason', () => {
  expect(files.length).toBeGreaterThan(60);
  expect(
    files.flatMap((file) => breaches(readFileSync(file, 'utf8')).map((each) => `${file}:${each}`)),
  ).toEqual([]);
});

test.each([
  ['let a = try! read()', 1],
  ['let a = b as! C', 1],
  ['final class A: @unchecked Sendable {}', 1],
  ['/// One thread at a time: hence `@unchecked`.\nfinal class A: @unchecked Sendable {}', 0],
  ['/// Something else.\nfinal class A: @unchecked Sendable {}', 1],
  ['nonisolated(unsafe) var a = 1', 1],
  ['// try! is what nobody writes', 0],
])('a planted %j has %d breaches', (source, count) => {
  expect(breaches(source)).toHaveLength(count);
});
