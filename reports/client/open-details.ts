import type { PageView } from './page-view.ts';

/** A link's word for a page on which nothing is unfolded. */
const NOTHING = 'none';

/** Unfolds everything around an element, so that it can be seen. */
export function reveal(element: Element): void {
  for (let at: Element | null = element; at; at = at.parentElement)
    if (at instanceof HTMLDetailsElement) at.open = true;
}

/** What is unfolded is part of the view: a link unfolds it again. */
export function followDetails(view: PageView): void {
  const all = [...document.querySelectorAll('details')];
  const named = new Map(all.map((details, i) => [nameOf(details, i), details]));
  view.onArrival(({ open }) => {
    if (open === undefined) return;
    const wanted = new Set(open.split(' '));
    for (const [name, details] of named) details.open = wanted.has(name);
  });
  // A fold tells nobody above it that it was opened, but it can be heard on the way down.
  document.addEventListener(
    'toggle',
    () => {
      const open = [...named].filter(([, details]) => details.open).map(([name]) => name);
      view.change({ open: open.join(' ') || NOTHING });
    },
    true,
  );
}

/** Its id, or its number on the page. */
const nameOf = ({ id }: HTMLDetailsElement, index: number): string =>
  id === '' ? String(index) : id.replaceAll(/\s/g, '-');
