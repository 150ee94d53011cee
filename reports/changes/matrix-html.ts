import { changeText, intervalNumbers, settingNumber } from '../../harness/words/numbers.ts';
import { explained } from '../explain.ts';
import { axisSvg, intervalSvg } from '../interval-svg.ts';
import { readingMarks } from '../readings.ts';
import type { ReportModel } from '../report-model.ts';
import { type Content, type Html, html, lines, nothing } from '../shared/markup.ts';
import type { CellPart, ChangeMatrix, MatrixCell, MatrixRow } from './change-matrix.ts';
import { changeTables } from './change-rows.ts';

interface Shown {
  readonly model: ReportModel;
  readonly matrix: ChangeMatrix;
  /** Half of the axis that all intervals share, per cent. */
  readonly reach: number;
}

/** Up to so many phones have room for a picture beside their number. */
const MOST_PICTURES = 2;

/** Measure × phone; each cell opens to the intervals behind it, and the worst one stands open. */
export function matrixHtml(shown: Shown): Html {
  const { matrix } = shown;
  const worst = worstCell(matrix);
  const suites = matrix.suites.map(
    ({ suite, rows }) =>
      html`<h3>${suite}</h3>${headHtml(shown)}${lines(rows.map((row) => rowHtml(row, shown, worst)))}`,
  );
  return html`<div class="matrix" style="${`--columns:${matrix.columns.length}`}">${lines(suites)}</div>`;
}

const arePictured = ({ matrix: { columns } }: Shown): boolean =>
  columns.length <= MOST_PICTURES && columns.every(({ devices }) => devices.length === 1);

/** Rows stand worst first, so the first that is worse is the worst. */
const worstCell = ({ suites }: ChangeMatrix): MatrixCell | null =>
  suites
    .flatMap(({ rows }) => rows.flatMap(({ cells }) => cells))
    .find((cell) => cell?.reading === 'regression') ?? null;

function headHtml(shown: Shown): Html {
  const picture = arePictured(shown) ? axisSvg(shown.reach) : '';
  const columns = shown.matrix.columns.map(({ title }) => html`<span>${title}${picture}</span>`);
  return html`<div class="matrix-head" aria-hidden="true"><span></span>${columns}</div>`;
}

function rowHtml({ comparison, cells }: MatrixRow, shown: Shown, worst: MatrixCell | null): Html {
  const { metric, name, unit, direction, gating, marginPercent } = comparison;
  const better = direction === 'higher' ? '↑' : '↓';
  const allowed = `±\u00a0${settingNumber(marginPercent)}\u00a0%`;
  const about = html`<div class="measure-name"><strong>${name}</strong> ${explained(metric)}<br><small>${`${unit} ${better}, ${allowed}${gating ? ' · decides' : ''}`}</small></div>`;
  const others = cells.map((cell) =>
    cell
      ? cellHtml(cell, comparison, { ...shown, isOpen: cell === worst })
      : html`<span class="cell">–</span>`,
  );
  return html`<div class="measure-row">${about}${others}</div>`;
}

type ShownCell = Shown & { readonly isOpen: boolean };

function cellHtml(
  cell: MatrixCell,
  comparison: MatrixRow['comparison'],
  { isOpen, ...shown }: ShownCell,
): Html {
  const { reading, column, parts } = cell;
  const changes = parts.flatMap((part) => part.changes);
  const open = isOpen ? html` open` : nothing;
  return html`<details class="cell ${readingMarks[reading].mark}" data-reading="${reading}"${open}><summary><small class="column">${column.title}</small>${parts.map((part) => partHtml(part, changes.length, comparison.name, shown))}</summary><div class="panel">${changeTables(comparison, changes, shown)}</div></details>`;
}

function partHtml(part: CellPart, phones: number, measure: string, shown: Shown): Content {
  const { symbol, mark, word } = readingMarks[part.reading];
  const [change] = part.changes;
  const count = phones > 1 ? html`${part.changes.length} × ` : '';
  const interval = part.changes.length === 1 ? (change?.ci95Percent ?? null) : null;
  const range = interval && arePictured(shown) ? html` <small>(${intervalNumbers(interval)})</small>` : '';
  const picture =
    interval && change && arePictured(shown)
      ? intervalSvg({
          ...{ changePercent: change.changePercent ?? 0, ci95Percent: interval, reading: part.reading },
          ...{ marginPercent: change.allowedPercent, reach: shown.reach, label: `${measure}: ${word}` },
        })
      : '';
  return html`<span class="part ${mark}"><b aria-hidden="true">${symbol}</b> <span class="only-read">${word}, </span>${count}${changeText(part.changePercent)}${range}</span>${picture}`;
}
