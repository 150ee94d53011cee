import type { CaseChange, Change, DeviceChange, MetricComparison } from '../../harness/judge/change.ts';
import {
  changeText,
  intervalNumbers,
  NO_BREAK,
  numberIn,
  settingNumber,
} from '../../harness/words/numbers.ts';
import { axisSvg, intervalSvg } from '../interval-svg.ts';
import { readingMarks } from '../readings.ts';
import type { ReportModel } from '../report-model.ts';
import { cards } from '../shared/cards.ts';
import { type Content, type Html, html, nothing } from '../shared/markup.ts';
import { slowPlaceOf } from '../slow-places.ts';
import { acceptedDrafts } from './accepted-drafts.ts';
import { pointChange } from './change-matrix.ts';
import { placeLinks } from './place-links.ts';

interface Shown {
  readonly model: ReportModel;
  /** Half of the axis that all intervals share, per cent. */
  readonly reach: number;
}

/** One measure on one phone with the cases that are open, or on several with the cases folded. */
export function changeTables(
  comparison: MetricComparison,
  changes: readonly DeviceChange[],
  shown: Shown,
): Html {
  const caption = `${comparison.name} in ${comparison.suite}: candidate against baseline`;
  const phones = changes.map((change) =>
    cells(change, { comparison, device: change.device, case: null, ...shown }),
  );
  const open = changes.map((change) =>
    openCases(change).map((own) =>
      cells(own, { comparison, device: change.device, case: own.case, ...shown }),
    ),
  );
  const columns = columnsOf(comparison, shown);
  const [ofOne = []] = open;
  if (changes.length === 1) return cards(caption, columns, [...phones, ...ofOne]);
  const count = open.flat().length;
  const cases =
    count === 0
      ? nothing
      : html`<details><summary>${count} cases that are open</summary>${cards(
          `${caption}, case by case`,
          columns,
          phones.flatMap((phone, i) => (open[i]?.length ? [phone, ...(open[i] ?? [])] : [])),
        )}</details>`;
  return html`${cards(caption, columns, phones)}${cases}`;
}

const columnsOf = ({ unit }: MetricComparison, { reach }: Shown) =>
  [
    { title: 'Where', holds: 'name' },
    { title: `Baseline, ${unit}`, numeric: true },
    { title: `Candidate, ${unit}`, numeric: true },
    { title: 'Change (95 %)', numeric: true },
    { title: 'Interval', head: axisSvg(reach) },
    { title: 'Allowed', numeric: true },
    { title: 'Blocks', numeric: true },
    { title: 'Reading' },
    { title: 'Slowest' },
  ] as const;

/** Cases of a change that decides which are not proved to be within limits. */
export const openCases = ({ decides, cases }: DeviceChange): CaseChange[] =>
  decides ? cases.filter(({ notWorse, reading }) => !notWorse || reading === 'regression') : [];

interface Place extends Shown {
  readonly comparison: MetricComparison;
  readonly device: string;
  /** Null: over all cases. */
  readonly case: string | null;
}

function cells(change: Change, place: Place): Content[] {
  const { comparison, device, model } = place;
  const { unit } = comparison;
  const name = model.deviceNames[device] ?? device;
  const where = place.case === null ? name : html`<span class="case">› ${place.case}</span>`;
  return [
    html`${where}${acceptedDrafts(model.prompts, { ...place, ...comparison })}`,
    numberIn(unit, change.baseline),
    numberIn(unit, change.candidate),
    changeCell(change),
    picture(change, place),
    html`±${NO_BREAK}${settingNumber(change.allowedPercent)}${NO_BREAK}%`,
    String(change.blocks),
    readingCell(change),
    placeLinks(placeOf(place), model),
  ];
}

const placeOf = ({ comparison, device, case: name, model }: Place) =>
  slowPlaceOf(model.slowPlaces, {
    ...{ metric: comparison.metric, device, suite: comparison.suite },
    case: name,
  });

/** A change of which nothing is proved is grey. */
function changeCell(change: Change): Content {
  const { ci95Percent, reading } = change;
  const text = changeText(pointChange(change));
  if (ci95Percent === null) return html`<span class="unknown">${text}</span>`;
  return html`<span><span class="${readingMarks[reading].mark}">${text}</span> (${intervalNumbers(ci95Percent)})</span>`;
}

function picture(change: Change, { comparison, reach }: Place): Content {
  const { changePercent, ci95Percent, allowedPercent, reading } = change;
  if (changePercent === null || ci95Percent === null) return '–';
  const label = `${comparison.name} changed by ${changeText(changePercent)}, 95 % interval ${intervalNumbers(ci95Percent)}`;
  return intervalSvg({ changePercent, ci95Percent, marginPercent: allowedPercent, reading, reach, label });
}

function readingCell({ reading, blocksNeeded, note }: Change): Content {
  const { symbol, word, mark } = readingMarks[reading];
  const needed = blocksNeeded === null ? '' : `; about ${blocksNeeded} blocks needed`;
  return html`<span class="said"><span class="${mark}">${symbol}</span> ${word}</span>${`${needed}${note ? ` (${note})` : ''}`}`;
}
