import { type Content, type Html, html, lines, nothing } from './markup.ts';

export interface Column {
  readonly title: string;
  /** Stands in the head instead of the title, such as the axis of a column of pictures. */
  readonly head?: Content;
  readonly numeric?: boolean;
  /** Names that should not break at every space, and sentences that need more room still. */
  readonly holds?: 'name' | 'words';
}

/** A table in a scroll region that a keyboard can reach. The first cell of a row is its header. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
  id?: string,
  /** On a narrow screen a row is a card, and each cell stands beside the title of its column. */
  isCards = false,
): Html {
  const head = columns.map(
    (column) => html`<th scope="col"${classOf(column)}>${column.head ?? column.title}</th>`,
  );
  const body = rows.map(([first = '', ...rest]) => {
    const others = rest.map(
      (cell, i) =>
        html`<td${classOf(columns[i + 1])}${isCards ? titleOf(columns[i + 1]) : nothing}>${cell}</td>`,
    );
    return html`<tr><th scope="row">${first}</th>${others}</tr>`;
  });
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table${isCards ? html` class="cards"` : nothing}${id ? html` id="${id}"` : nothing}><caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${lines(body)}
</tbody></table></div>`;
}

const titleOf = (column: Column | undefined): Html => html` data-title="${column?.title ?? ''}"`;

function classOf(column: Column | undefined): Html {
  const name = column?.numeric ? 'number' : column?.holds;
  return name === undefined ? nothing : html` class="${name}"`;
}
