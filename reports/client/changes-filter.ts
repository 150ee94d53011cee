import type { PageView } from './page-view.ts';

/** Buttons that show only the measures with a change of one reading; pressed once more, or "All", they show everything. */
export function filterChanges(view: PageView): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('#changes button[data-filter]')];
  const rows = [...document.querySelectorAll<HTMLElement>('#changes .measure-row')];
  const show = (wanted: string): void => {
    for (const button of buttons)
      button.setAttribute('aria-pressed', String(button.dataset['filter'] === wanted));
    for (const row of rows)
      row.hidden = wanted !== 'all' && row.querySelector(`[data-reading="${wanted}"]`) === null;
  };
  const isKnown = (wanted: string): boolean => buttons.some(({ dataset }) => dataset['filter'] === wanted);
  view.onArrival(({ filter }) => show(filter !== undefined && isKnown(filter) ? filter : 'all'));
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const again = button.getAttribute('aria-pressed') === 'true';
      const wanted = again ? 'all' : (button.dataset['filter'] ?? 'all');
      show(wanted);
      view.change({ section: 'changes', filter: wanted === 'all' ? undefined : wanted });
    });
  }
}
