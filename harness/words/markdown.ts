import { plainText } from './plain-text.ts';

/** Breaks what GitHub and GitLab would make a mention, a reference or a link of, and shows nothing. */
const UNSEEN = '\u200b';

/** Somebody else's text as Markdown shows it, on one line: no markup, no cell of its own, nobody mentioned, nothing linked. */
export const markdownText = (text: string): string =>
  plainText(text)
    .replace(/[\\`*_{}[\]<>#|~!&$^]|:(?=[\w+-]*[a-z+-]|\/\/)/gi, '\\$&')
    .replace(/@|\\#|\\:(?=\/\/)|www(?=\.)/gi, `$&${UNSEEN}`);

/** A table; a row's cells are Markdown. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

/** A block of code whose fence is longer than any in the text. */
export function codeBlock(text: string, language = ''): string[] {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [`${fence}${language}`, text, fence];
}
