import { counted } from '../../harness/words/numbers.ts';
import type { ReportModel } from '../report-model.ts';
import { dayAndMinute } from '../shared/day.ts';
import { type Content, type Html, html, nothing } from '../shared/markup.ts';

type Build = ReportModel['builds'][number];

/** Enough to tell commits apart, as everywhere. */
const SHORT_COMMIT = 7;

/** What was measured, where and when: one row under the verdict. */
export function heroFacts(model: ReportModel): Html {
  const { devices, launches, startedAt } = model;
  const phones = new Set(devices.map(({ id }) => id)).size;
  const facts: Content[] = [
    html`<li>${builds(model)}</li>`,
    html`<li>${counted(phones, 'phone')}</li>`,
    html`<li>${launches.complete} of ${counted(launches.planned, 'launch', 'launches')}</li>`,
    html`<li><time datetime="${startedAt}">${dayAndMinute(startedAt)}</time></li>`,
    doubtCount(model),
  ];
  return html`<ul class="facts">${facts}</ul>`;
}

function builds({ builds: all, variants }: ReportModel): Content {
  const of = (role: string): Build | undefined => all.find((each) => each.role === role);
  const [candidate, baseline] = [of('candidate'), of('baseline')];
  if (variants || !candidate) return counted(all.length, 'build');
  return baseline
    ? html`${named(candidate)} <span class="against">against</span> ${named(baseline)}`
    : named(candidate);
}

/** "demo 1.1 (1a2b3c4)". */
function named({ name, version, commit }: Build): Html {
  const known = commit === undefined ? nothing : html` <code>${commit.slice(0, SHORT_COMMIT)}</code>`;
  return html`<b>${name.includes(version) ? name : `${name} ${version}`}</b>${known}`;
}

function doubtCount({ verdict }: ReportModel): Content {
  const { count } = verdict.doubts;
  return html`<li>${count === 0 ? 'no doubts' : html`<a href="#doubts">${counted(count, 'doubt')}</a>`}</li>`;
}
