/** Buttons that show only the measures with a change of one reading; pressed once more, or "All", they show everything. */
export function filterChanges(): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('#changes button[data-filter]')];
  const rows = [...document.querySelectorAll<HTMLElement>('#changes .measure-row')];
  const show = (wanted: string): void => {
    for (const button of buttons)
      button.setAttribute('aria-pressed', String(button.dataset['filter'] === wanted));
    for (const row of rows)
      row.hidden = wanted !== 'all' && row.querySelector(`[data-reading="${wanted}"]`) === null;
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const again = button.getAttribute('aria-pressed') === 'true';
      show(again ? 'all' : (button.dataset['filter'] ?? 'all'));
    });
  }
}
