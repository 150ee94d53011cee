import { termsOfWaiver } from '../../harness/experiment/waiver.ts';
import { type GateLine, type GateState, phoneCount } from '../../harness/judge/gates/gate-line.ts';
import { metricDefinition } from '../../harness/measure/metrics/index.ts';
import { counted, tied } from '../../harness/words/numbers.ts';
import type { ReportModel } from '../report-model.ts';
import { type Content, type Html, html, lines, nothing } from '../shared/markup.ts';

const marks: Readonly<Record<GateState, { readonly symbol: string; readonly word: string }>> = {
  passed: { symbol: '✓', word: 'passed' },
  failed: { symbol: '✕', word: 'failed' },
  unknown: { symbol: '?', word: 'not known' },
  waived: { symbol: '~', word: 'waived' },
};

/** What did not pass stands where it is seen first. */
const order: readonly GateState[] = ['failed', 'unknown', 'waived', 'passed'];

/** What was asked of the build, each with its number and its limit; nothing where nothing was judged. */
export function gateList({ verdict, deviceNames }: ReportModel): Html {
  const { gates = [] } = verdict;
  if (gates.length === 0) return nothing;
  const sorted = order.flatMap((state) => gates.filter((line) => line.state === state));
  const items = together(sorted).map((alike) => item(alike, deviceNames));
  const note = gates.some(reachesPast) ? onOneSide : nothing;
  return html`<div class="gates"><h2 id="gates">Gate</h2><ul>${lines(items)}</ul>${note}</div>`;
}

/** Read beside an interval that looks as if it should not have passed. */
const onOneSide = html`<p class="note">✓ answers a question with one side: is a loss beyond what is allowed ruled out? An interval of 95 % has two sides, and may reach a little past it.</p>`;

/** Whether a line passed though its interval reaches past what is allowed. */
function reachesPast({ id, state, ci95Percent, allowedPercent }: GateLine): boolean {
  if (state !== 'passed' || ci95Percent === null || allowedPercent === null) return false;
  const [low, high] = ci95Percent;
  return metricDefinition(id)?.direction === 'higher' ? low < -allowedPercent : high > allowedPercent;
}

/** Lines that know nothing for one reason are one: the reason is read once, and the list ends on a phone's first screen. */
function together(gates: readonly GateLine[]): [GateLine, ...GateLine[]][] {
  const found: [GateLine, ...GateLine[]][] = [];
  for (const line of gates) {
    const before = found.find(([first]) => knowNothingAlike(first, line));
    if (before) before.push(line);
    else found.push([line]);
  }
  return found;
}

const knowNothingAlike = (one: GateLine, other: GateLine): boolean =>
  [one, other].every(({ state, changePercent }) => state === 'unknown' && changePercent === null) &&
  one.measured === other.measured &&
  one.device === other.device &&
  one.suite === other.suite &&
  one.case === other.case;

/** Beyond so many characters words need a line of their own on a narrow screen. */
const SHORT = 24;

function item(
  [line, ...alike]: readonly [GateLine, ...GateLine[]],
  deviceNames: ReportModel['deviceNames'],
): Html {
  const { symbol, word } = marks[line.state];
  const { device, suite, case: inCase, id, measured } = line;
  const names = [line, ...alike].map(({ name }) => name).join(' · ');
  const isOne = alike.length === 0;
  const fact = isOne && device !== null && inCase === null ? `${device}/${suite}/${id}` : '';
  const size = !isOne || measured.length > SHORT ? ' long' : '';
  const allowed =
    line.allowed === null || !isOne
      ? nothing
      : html`<span class="allowed">allowed ${tied(line.allowed)}</span>`;
  return html`<li class="${line.state}"><span class="mark" role="img" aria-label="${word}">${symbol}</span><span class="gate${isOne ? '' : ' several'}">${names}</span><span class="measured${size}" data-fact="${fact}">${tied(measured)}</span>${allowed}${where(line, deviceNames)}</li>`;
}

/** Where it is so, of a line that did not pass: on how many phones, and where it is worst. */
function where(line: GateLine, deviceNames: ReportModel['deviceNames']): Content {
  const { state, phones, device, suite, changePercent } = line;
  const all = phoneCount(line);
  const alike = phones[state] ?? 0;
  // The same words about every phone need no place.
  if (state === 'passed' || (alike === all && changePercent === null)) return nothing;
  const name = device === null ? '' : (deviceNames[device] ?? device);
  const count = `${alike} of ${counted(all, 'phone')}${alike > 1 ? ', worst' : ':'} ${name}`;
  const place = [suite, line.case].filter((part) => part !== null).join(' › ');
  const terms = line.waiver ? `waived ${termsOfWaiver(line.waiver)}` : '';
  const others = state !== 'waived' && phones.waived ? `${phones.waived} waived` : '';
  const parts = [terms, all === 1 ? name : count, place, others].filter((part) => part !== '');
  return html`<span class="where">${parts.join(' · ')}</span>`;
}
