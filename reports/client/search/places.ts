import { reveal } from '../open-details.ts';

/** A row of a table or of the matrix, a picture, or a launch: what a search finds and jumps to. */
export interface Place {
  readonly section: string;
  readonly words: string;
  /** What is searched in: section and words in small letters. */
  readonly text: string;
  /** Null for a launch: it is drawn, not hidden. */
  readonly row: HTMLElement | null;
  go(): void;
}

/** The tables of the timeline change with the launch that is drawn; its launches are places themselves. */
const ROWS = 'main section[id]:not(#timeline) :is(tbody tr, .measure-row, figure)';
/** Longer words of a row say no more to somebody who looks for it. */
const MOST_LETTERS = 110;
/** How long a row is marked after a jump, ms. */
const MARKED_MS = 2500;

/** Everything on the page that can be found, in its order. */
export const placesOfPage = (): Place[] => [...placesOfRows(), ...placesOfLaunches()];

function placesOfRows(): Place[] {
  return [...document.querySelectorAll<HTMLElement>(ROWS)].map((row) => {
    const section = row.closest('section[id]')?.querySelector('h2')?.textContent ?? 'Verdict';
    const all = partsOf(row).filter(Boolean).join(' · ');
    return {
      section,
      words: all.slice(0, MOST_LETTERS),
      text: searched(section, all),
      row,
      go: () => jump(row),
    };
  });
}

/** Cells apart, and each on one line. Of a row of the matrix, what it shows while its cells are folded. */
function partsOf(row: HTMLElement): string[] {
  if (row instanceof HTMLTableRowElement) return [...row.cells].map(textIn);
  const shown = row.querySelectorAll('.measure-name > :is(strong, small), summary > :is(.column, .part)');
  return shown.length > 0 ? [...shown].map(textIn) : [textIn(row)];
}

/** Its words, those of neighbouring elements apart. */
function textIn(element: Element): string {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const words: string[] = [];
  while (texts.nextNode()) words.push(texts.currentNode.nodeValue ?? '');
  return words.join(' ').replace(/\s+/g, ' ').trim();
}

function placesOfLaunches(): Place[] {
  const select = document.getElementById('launch');
  if (!(select instanceof HTMLSelectElement)) return [];
  return [...select.options].map((option) => ({
    section: 'Timeline',
    words: option.text,
    text: searched('launch timeline', option.text),
    row: null,
    go: () => {
      select.value = option.value;
      select.dispatchEvent(new Event('change'));
      document.getElementById('timeline')?.scrollIntoView();
    },
  }));
}

const searched = (...words: string[]): string => words.join(' ').toLowerCase();

function jump(row: HTMLElement): void {
  reveal(row);
  row.scrollIntoView({ block: 'center' });
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.classList.add('found');
  setTimeout(() => row.classList.remove('found'), MARKED_MS);
}

/** Places that hold each of some words. */
export function matching(places: readonly Place[], query: string): readonly Place[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return places.filter(({ text }) => words.every((word) => text.includes(word)));
}

/** The rows of some places, those that they stand in, and those that stand in them. */
export function rowsAround(places: readonly Place[]): ReadonlySet<Element> {
  const around = new Set<Element>();
  for (const { row } of places) {
    for (let at: Element | null | undefined = row; at; at = at.parentElement?.closest(ROWS)) around.add(at);
    for (const inner of row?.querySelectorAll(ROWS) ?? []) around.add(inner);
  }
  return around;
}
