import { messageOf } from './heatsoak-error.ts';

/** What `JSON.parse` found wrong with a text, by line and column. Its own position counts characters from 0. */
export function jsonProblem(text: string, error: unknown): string {
  if (text.trim() === '') return 'the file is empty';
  const message = messageOf(error);
  const at = /\bat position (\d+)/.exec(message);
  const before = text.slice(0, at ? Number(at[1]) : text.length).split('\n');
  const what = message
    .replace(/ in JSON at position .*$/, '')
    .replace(/^Unexpected end of JSON input$/, 'it ends too early');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${what}`;
}
