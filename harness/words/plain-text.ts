/** Control characters, C1 among them, and what turns the direction of a line or breaks it. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff\ufff9-\ufffb]/gu;
/** Azure's, TeamCity's and GitHub's older commands work anywhere in a line. */
const COMMAND_ANYWHERE = /##(?=\w*\[)/g;
/** GitHub's commands, behind any white space, and Buildkite's groups begin a line. */
const COMMAND_AT_START = /^(\s*):(?=:)/;
const GROUP_AT_START = /^(?=---|\+\+\+|~~~|\^\^\^)/;

/**
 * One line as it may stand in a terminal and in a log of CI. Texts of logs, files and phones are somebody else's: they must
 * neither move the cursor, nor begin a line of their own, nor be read as a command by the CI that runs us.
 */
export function plainText(text: string): string {
  return text
    .replace(UNSEEN, (char) => (/[\t\n\r\u2028\u2029]/.test(char) ? ' ' : '\ufffd'))
    .replace(COMMAND_ANYWHERE, '# #')
    .replace(COMMAND_AT_START, '$1: ')
    .replace(GROUP_AT_START, ' ');
}

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A value as JSON that means the same and holds, too, nothing that a terminal or a CI obeys. */
export const plainJson = (value: unknown, indent = 2): string =>
  JSON.stringify(value, null, indent)
    .replace(UNSEEN, (char) => (char === '\n' ? char : escaped(char)))
    .replace(COMMAND_ANYWHERE, '#\\u0023');
