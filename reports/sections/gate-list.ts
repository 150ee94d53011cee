import type { GateLine, GateState } from '../../harness/judge/gates/gate-line.ts';
import { counted, tied } from '../../harness/words/numbers.ts';
import type { ReportModel } from '../report-model.ts';
import { type Content, type Html, html, lines, nothing } from '../shared/markup.ts';

const marks: Readonly<Record<GateState, { readonly symbol: string; readonly word: string }>> = {
  passed: { symbol: '✓', word: 'passed' },
  failed: { symbol: '✕', word: 'failed' },
  unknown: { symbol: '?', word: 'not known' },
};

/** What was asked of the build, each with its number and its limit; nothing where nothing was judged. */
export function gateList({ verdict, deviceNames, variants }: ReportModel): Html {
  const { gates = [] } = verdict;
  if (gates.length === 0 || variants) return nothing;
  return html`<div class="gates"><h2 id="gates">Gate</h2><ul>${lines(gates.map((line) => item(line, deviceNames)))}</ul></div>`;
}

function item(line: GateLine, deviceNames: ReportModel['deviceNames']): Html {
  const { symbol, word } = marks[line.state];
  const allowed =
    line.allowed === null ? nothing : html`<span class="allowed">allowed ${tied(line.allowed)}</span>`;
  return html`<li class="${line.state}"><span class="mark" role="img" aria-label="${word}">${symbol}</span><span class="gate">${line.name}</span><span class="measured">${tied(line.measured)}</span>${allowed}${where(line, deviceNames)}</li>`;
}

/** Where it is so, of a line that did not pass: the worst place, and on how many phones. */
function where(
  { state, phones, device, suite, ...line }: GateLine,
  deviceNames: ReportModel['deviceNames'],
): Content {
  if (state === 'passed') return nothing;
  const all = phones.passed + phones.failed + phones.unknown;
  const alike = state === 'failed' ? phones.failed : phones.unknown;
  const name = device === null ? null : (deviceNames[device] ?? device);
  const count =
    all === 1 ? name : `${alike} of ${counted(all, 'phone')}${alike > 1 ? ', worst' : ':'} ${name}`;
  const place = [suite, line.case].filter((part) => part !== null).join(' › ');
  return html`<span class="where">${[count, place].filter((part) => part !== null && part !== '').join(' · ')}</span>`;
}
