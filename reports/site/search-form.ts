import { type Html, html, nothing } from '../shared/markup.ts';
import { selectOption } from '../shared/select-option.ts';
import type { RunsPage } from './runs-model.ts';

const verdicts = ['GO', 'NO-GO', 'INCONCLUSIVE', 'INVALID'];

/** Asks for runs by words, verdict, phone and day. */
export function searchForm({ filter, devices }: RunsPage): Html {
  const { text = '', verdict = '', device = '', since = '' } = filter;
  const isAsked = [text, verdict, device, since].some((each) => each !== '');
  const phones = devices.map(({ id, name }) => selectOption(id, name, device));
  return html`<section id="search" aria-label="Search"><form class="controls" role="search" action="./" method="get">
<label>Words <input type="search" name="text" value="${text}" placeholder="build, commit, phone, reason"></label>
<label>Verdict <select name="verdict">${selectOption('', 'any', verdict)}${verdicts.map((word) => selectOption(word, word, verdict))}</select></label>
<label>Phone <select name="device">${selectOption('', 'any', device)}${phones}</select></label>
<label>Since <input type="date" name="since" value="${since}"></label>
<button type="submit">Search</button>${isAsked ? html` <a href="./">All runs</a>` : nothing}</form></section>`;
}
