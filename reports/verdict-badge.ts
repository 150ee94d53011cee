import type { VerdictWord } from '../harness/judge/verdict.ts';
import { type Html, tabIcon } from './shared/markup.ts';

/** What a page answers in one word; MEASURED where nothing was judged. */
export type AnswerWord = VerdictWord | 'MEASURED';

/** A word is never told by its colour alone. */
export const verdictSymbol: Readonly<Record<AnswerWord, string>> = {
  GO: '✓',
  'NO-GO': '✕',
  INCONCLUSIVE: '?',
  INVALID: '!',
  MEASURED: '■',
};

/** Colours of the light theme: a tab knows no dark one. */
const tabColours: Readonly<Record<AnswerWord, string>> = {
  GO: '#0a7d5a',
  'NO-GO': '#a3200d',
  INCONCLUSIVE: '#7a5500',
  INVALID: '#565c64',
  MEASURED: '#565c64',
};

/** The verdict's symbol on its colour, so that twenty open tabs can be told apart. */
export const iconOf = (word: AnswerWord): Html =>
  tabIcon(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${tabColours[word]}"/><text x="16" y="24" font-family="sans-serif" font-size="24" font-weight="700" text-anchor="middle" fill="#fff">${verdictSymbol[word]}</text></svg>`,
  );
