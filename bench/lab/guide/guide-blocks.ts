import { marked, type Tokens } from 'marked';

/** A fenced block of a guide that somebody does something with. */
export type GuideBlock =
  /** Typed on a machine; ` ```sh on rack-1 `. */
  | { readonly kind: 'script'; readonly machine: string; readonly commands: readonly string[] }
  /** Written into a file; ` ```ini in postgresql.conf `. */
  | { readonly kind: 'file'; readonly file: string; readonly text: string };

const MARK = /^(\w+) (on|in) (.+)$/;

/**
 * The blocks of a guide, in order.
 * @param markdown the guide
 * @throws RangeError for a block that says neither where it is typed nor what it is written into: nobody could follow it
 */
export function guideBlocks(markdown: string): GuideBlock[] {
  return marked
    .lexer(markdown)
    .filter((token): token is Tokens.Code => token.type === 'code')
    .map(({ lang = '', text }) => {
      const [, language, mark, place = ''] = MARK.exec(lang) ?? [];
      if (mark === 'in') return { kind: 'file', file: place, text };
      if (language === 'sh') return { kind: 'script', machine: place, commands: commandsIn(text) };
      throw new RangeError(`a block does not say where it belongs:\n${text}`);
    });
}

/** The lines of a script that are commands; one that ends in a backslash goes on. */
const commandsIn = (script: string): string[] =>
  script
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
