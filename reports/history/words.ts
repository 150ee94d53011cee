import type { HistoryChange, HistorySeries } from '../../harness/history/history-document.ts';
import type { NightEvent } from '../../harness/history/night.ts';

type State = HistoryChange['state'];

/** A change's state: its symbol, two words for a picture, and what it means. */
export const stateWords: Readonly<Record<State, { symbol: string; short: string; means: string }>> = {
  open: {
    symbol: '?',
    short: 'to confirm',
    means: 'nothing but the nights speaks for it yet; `heatsoak confirm` measures it as an A/B',
  },
  confirmed: { symbol: '!', short: 'confirmed', means: 'a confirming A/B run found it too' },
  noise: { symbol: '·', short: 'noise', means: 'a confirming A/B run did not find it' },
  unconfirmed: {
    symbol: '?',
    short: 'unconfirmed',
    means: 'confirming A/B runs had too few valid blocks to tell',
  },
  'went-away': { symbol: '·', short: 'went away', means: 'later nights are back at the level of before' },
  accepted: { symbol: '✓', short: 'accepted', means: 'somebody said that the new level is what was wanted' },
};

/** What a series' values are of. */
export const kindWords: Readonly<Record<HistorySeries['kind'], string>> = {
  paired: 'candidate ÷ pinned build of the same night',
  plain: 'candidate alone',
  control: 'pinned build alone: the lab’s control',
};

/** What happened on a night, as the line below a picture calls it, and its mark. */
export const eventWords: Readonly<Record<NightEvent['kind'], { symbol: string; words: string }>> = {
  crash: { symbol: '†', words: 'crash' },
  'wrong-output': { symbol: '≠', words: 'other answers' },
  'phone-lost': { symbol: '∅', words: 'phone lost' },
  hot: { symbol: '▲', words: 'hot' },
  'low-power': { symbol: '½', words: 'low power' },
};
