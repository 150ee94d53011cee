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

interface Column {
  readonly title: string;
  readonly numeric?: boolean;
}

/** A table in a scroll region that a keyboard can reach; cells are HTML. The first cell of a row is its header. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  id?: string,
): string {
  const head = columns
    .map(
      ({ title, numeric }) => `<th scope="col"${numeric ? ' class="number"' : ''}>${escapeHtml(title)}</th>`,
    )
    .join('');
  const body = rows
    .map((cells) => {
      const [first = '', ...rest] = cells;
      const others = rest
        .map((cell, i) => `<td${columns[i + 1]?.numeric ? ' class="number"' : ''}>${cell}</td>`)
        .join('');
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
