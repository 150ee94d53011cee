/** Text that is safe inside HTML elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Three significant digits; a dash for what was not measured. */
export function digits(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '–' : String(Number(value.toPrecision(3)));
}

/** A change in per cent: what is less than a thousandth of one is rounding of the arithmetic, and reads as 0. */
export const percent = (value: number | null): string =>
  digits(value === null ? null : Math.round(value * 1000) / 1000);

interface Column {
  readonly title: string;
  readonly numeric?: boolean;
  /** Names that should not break at every space, and sentences that need more room still. */
  readonly holds?: 'name' | 'words';
}

/** A table in a scroll region that a keyboard can reach; cells are HTML. The first cell of a row is its header. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  id?: string,
): string {
  const head = columns
    .map((column) => `<th scope="col"${classOf(column)}>${escapeHtml(column.title)}</th>`)
    .join('');
  const body = rows
    .map((cells) => {
      const [first = '', ...rest] = cells;
      const others = rest.map((cell, i) => `<td${classOf(columns[i + 1])}>${cell}</td>`).join('');
      return `<tr><th scope="row">${first}</th>${others}</tr>`;
    })
    .join('\n');
  const name = escapeHtml(caption);
  return `<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table${id ? ` id="${id}"` : ''}><caption>${name}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody></table></div>`;
}

function classOf(column: Column | undefined): string {
  const name = column?.numeric ? 'number' : column?.holds;
  return name === undefined ? '' : ` class="${name}"`;
}
