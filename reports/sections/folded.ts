import { type Html, html } from '../shared/markup.ts';

/** A longer table than this is folded: the page shows its front, and the rest is one click away. */
const MOST_ROWS = 6;

/** A table of so many rows, folded where it is long. */
export const foldedWhenLong = (rows: number, summary: string, content: Html): Html =>
  rows > MOST_ROWS ? folded(summary, content) : content;

export const folded = (summary: string, content: Html): Html =>
  html`<details><summary>${summary}</summary>${content}</details>`;
