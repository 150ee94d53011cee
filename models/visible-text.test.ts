import { expect, test } from 'vitest';
import { visibleText } from './visible-text.ts';

test('what is not seen is written as its code point, those beyond 16 bits too', () => {
  expect(visibleText('a\u001b[2Jb')).toBe('a\\u001b[2Jb');
  expect(visibleText('a\u{e0041}b')).toBe('a\\ue0041b');
  expect(visibleText('ünï 🏔')).toBe('ünï 🏔');
});
