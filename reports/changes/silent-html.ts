import type { MetricComparison } from '../../harness/judge/change.ts';
import { median } from '../../harness/statistics/median.ts';
import { changeText, numberIn } from '../../harness/words/numbers.ts';
import type { ReportModel } from '../report-model.ts';
import { cards } from '../shared/cards.ts';
import { type Html, html } from '../shared/markup.ts';
import { acceptedDrafts } from './accepted-drafts.ts';
import { pointChange, type SilentMeasures } from './change-matrix.ts';

/** What cannot speak, in one sentence with its grey changes; it opens to the numbers. */
export function silentHtml({ suite, reason, comparisons }: SilentMeasures, model: ReportModel): Html {
  const changes = comparisons.map(
    (each, i) => html`${i === 0 ? '' : ', '}${each.name} ${changeText(middleChange(each))}`,
  );
  return html`<details class="silent"><summary>${suite}: shown, not judged</summary>${numbersOf(suite, comparisons, model)}</details><p class="note">${whyOf(suite, reason, model)} <span class="unknown">${changes}.</span></p>`;
}

const middleChange = ({ perDevice }: MetricComparison): number | null =>
  median(perDevice.flatMap((each) => pointChange(each) ?? []));

/** Soaks take long, so that a run has few of them; the reader learns how to get more. */
function whyOf(suite: string, reason: string, { soaks }: ReportModel): Html {
  const own = soaks.find((each) => each.suite === suite);
  if (!own || !/block/.test(reason)) return html`${reason}.`;
  const count = own.pairs === 1 ? 'one soak' : `${own.pairs} soaks`;
  return html`${count} of each build; <code>--soak-pairs 3</code> lets them decide.`;
}

function numbersOf(suite: string, comparisons: readonly MetricComparison[], model: ReportModel): Html {
  const columns = [
    { title: 'Measure', holds: 'name' },
    { title: 'Device', holds: 'name' },
    { title: 'Baseline', numeric: true },
    { title: 'Candidate', numeric: true },
    { title: 'Change', numeric: true },
  ] as const;
  const rows = comparisons.flatMap(({ metric, name, unit, perDevice }) =>
    perDevice.map((change) => [
      `${name}, ${unit}`,
      html`${model.deviceNames[change.device] ?? change.device}${acceptedDrafts(model.prompts, { metric, suite, device: change.device, case: null })}`,
      numberIn(unit, change.baseline),
      numberIn(unit, change.candidate),
      html`<span class="unknown">${changeText(pointChange(change))}</span>`,
    ]),
  );
  return cards(`${suite}: both builds' values, of which nothing is proved`, columns, rows);
}
