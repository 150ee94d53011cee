import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { messageOf } from './heatsoak-error.ts';

/** What stands in the text instead of what JSON wants, in words. */
const words: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word that JSON does not know',
  InvalidNumberFormat: 'not a number',
  PropertyNameExpected: 'a name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'it ends too early: a } is missing',
  CloseBracketExpected: 'it ends too early: a ] is missing',
  EndOfFileExpected: 'something stands behind the end',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'a text has no closing quote',
  UnexpectedEndOfNumber: 'a number has no end',
  InvalidUnicode: 'a \\u in a text wants four hexadecimal digits',
  InvalidEscapeCharacter: 'a text has a \\ before a letter that needs none',
  InvalidCharacter: 'a text has a character that must be escaped',
};

/**
 * What is wrong with a text that `JSON.parse` refused, by line and column from 1. V8 names the place in some messages and
 * in some versions only; a second parser always does.
 */
export function jsonProblem(text: string, error: unknown): string {
  if (text.trim() === '') return 'the file is empty';
  if (text.startsWith(BYTE_ORDER_MARK))
    return 'it begins with a byte order mark: save it as UTF-8 without one';
  const found: ParseError[] = [];
  parse(text, found, { disallowComments: true, allowTrailingComma: false });
  const [first] = found;
  // White space that only JSON.parse refuses.
  if (!first) return messageOf(error);
  const before = text.slice(0, first.offset).split('\n');
  const wrong = text.slice(first.offset, first.offset + Math.min(first.length, LONGEST)).split('\n')[0];
  const shown = wrong ? ` (${wrong})` : '';
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${words[printParseErrorCode(first.error)] ?? 'not JSON'}${shown}`;
}

/** Some editors write it before the first character; no JSON has one, and nobody sees it. */
const BYTE_ORDER_MARK = '\ufeff';
/** Longest piece of the text that is shown. */
const LONGEST = 30;
