/** Longest part of a stranger's text that a message repeats. */
const LONGEST = 120;

/** Text of a file as it may be shown to a person: control characters and direction marks escaped, the rest cut short. */
export function visibleText(text: string, longest = LONGEST): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(HIDDEN, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** Unicode's control, format, surrogate, line and paragraph separator characters. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}/gu;
