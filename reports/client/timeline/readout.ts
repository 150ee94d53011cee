import { NO_BREAK, numberIn, quantity } from '../../../harness/words/numbers.ts';
import { type Content, type Html, html } from '../../shared/markup.ts';
import type { TokenFacts } from './token-facts.ts';

const inMs = (ms: number | null): string => (ms === null ? '–' : `${numberIn('ms/token', ms)}${NO_BREAK}ms`);

/** What a crosshair says of one token, a word and a value each, in the order of the question "which one, how slow, when". */
function pairsOf(facts: TokenFacts): (readonly [word: string, value: string])[] {
  const { ms, medianMs, token, tokens, id, text, trial, second, state, memoryMiB, isScored } = facts;
  return [
    [token === 0 ? 'first token after' : 'this token', inMs(ms)],
    ['median', inMs(medianMs)],
    ['index', `${numberIn('tokens', token)} of ${numberIn('tokens', tokens)}`],
    ['id', id === null ? 'not known' : String(id)],
    ['text', text === null ? 'not written down' : `“${text}”`],
    ['case', `${facts.case}${isScored ? '' : ' (not scored)'}`],
    ['trial', numberIn('count', trial)],
    ['at', `${second.toFixed(3)}${NO_BREAK}s`],
    ['state', state],
    ['memory', memoryMiB === null ? 'not read' : quantity(memoryMiB, 'MiB')],
  ];
}

/** The same as one sentence, for those who hear the page. */
export const sentenceOf = (facts: TokenFacts): string =>
  `${facts.role}: ${pairsOf(facts)
    .map(([word, value]) => `${word} ${value}`)
    .join(', ')}`;

/** One line a launch; without a token it says what may be done. */
export function readout(rows: readonly { readonly role: string; readonly facts: TokenFacts | null }[]): Html {
  return html`${rows.map(({ role, facts }, i) => line(role, facts, i))}`;
}

function line(role: string, facts: TokenFacts | null, index: number): Html {
  const values: Content =
    facts === null
      ? html`<span class="quiet">${index === 0 ? 'Point at a token, or step through them with the arrow keys.' : ''}</span>`
      : pairsOf(facts).map(([word, value]) => html`<span><small>${word}</small> ${value}</span>`);
  return html`<p class="${role === 'baseline' ? 'of-baseline' : 'of-other'}"><svg class="sample" viewBox="0 0 28 8" aria-hidden="true"><line x1="0" x2="28" y1="4" y2="4"/></svg><strong>${role}</strong> ${values}</p>`;
}
