import type { AddedToken } from './tokenizer-document.ts';

/** Plain text, or the id of a special token. */
export type Fragment = string | number;

const WHITE_BEFORE = /[ \t\n\v\f\r]+$/;
const WHITE_AFTER = /^[ \t\n\v\f\r]+/;

/** Cuts special tokens out of a text, the longest first, as llama.cpp does. Empty pieces of text vanish. */
export function splitSpecials(text: string, tokens: readonly AddedToken[]): Fragment[] {
  const longestFirst = [...tokens].sort((a, b) => b.content.length - a.content.length);
  let fragments: Fragment[] = text === '' ? [] : [text];
  for (const token of longestFirst) {
    if (text.includes(token.content)) fragments = fragments.flatMap((fragment) => cutOut(fragment, token));
  }
  return fragments;
}

function cutOut(fragment: Fragment, { content, id, lstrip, rstrip }: AddedToken): Fragment[] {
  if (typeof fragment === 'number') return [fragment];
  const cut: Fragment[] = [];
  let rest = fragment;
  for (let at = rest.indexOf(content); at >= 0; at = rest.indexOf(content)) {
    const before = rest.slice(0, at);
    cut.push(lstrip ? before.replace(WHITE_BEFORE, '') : before, id);
    const after = rest.slice(at + content.length);
    rest = rstrip ? after.replace(WHITE_AFTER, '') : after;
  }
  return [...cut, rest].filter((each) => each !== '');
}
