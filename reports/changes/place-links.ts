import { quantity } from '../../harness/words/numbers.ts';
import type { ReportModel } from '../report-model.ts';
import { type Html, html, nothing } from '../shared/markup.ts';
import { type View, viewLink } from '../shared/view-link.ts';
import type { SlowPlace } from '../slow-places.ts';

/** The view of the timeline that shows a place: its launch and a window of it, and the token where there is one. */
export function viewOfPlace({
  device,
  launch,
  suite,
  case: name,
  trial,
  window: [from, to],
}: SlowPlace): View {
  const view = { section: 'timeline', device, launch, suite, from, to };
  return trial ? { ...view, case: name, trial: trial.index, token: trial.token } : view;
}

/** From a change to what it was measured on; views are restored by a script, so that their links need one, too. */
export function placeLinks(place: SlowPlace | null, { curves }: Pick<ReportModel, 'curves'>): Html {
  if (!place) return nothing;
  const { device, launch, suite, trial } = place;
  const hasCurve = curves.some((curve) => curve.device === device && curve.suite === suite);
  const whole = viewOfPlace(place);
  const links = [
    ...(hasCurve ? [link({ section: 'throttling', device, suite }, 'curve')] : []),
    link({ section: 'timeline', device, launch, suite }, 'launch'),
    ...(trial ? trialLinks(whole, trial) : [link(whole, 'peak')]),
  ];
  return html`<small class="needjs links">${links.map((each, i) => [i === 0 ? '' : ' · ', each])}</small>`;
}

function trialLinks(whole: View, { window: [from, to], tokenMs }: NonNullable<SlowPlace['trial']>): Html[] {
  return [
    link({ ...whole, token: undefined, from, to }, 'trial'),
    link(whole, `token (${quantity(tokenMs, 'ms')})`),
  ];
}

const link = (view: View, words: string): Html => html`<a href="${viewLink(view)}">${words}</a>`;
