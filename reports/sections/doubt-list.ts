import { type DoubtKind, doubtKinds } from '../../harness/judge/doubts.ts';
import { counted, tied } from '../../harness/words/numbers.ts';
import type { ReportModel } from '../report-model.ts';
import { type Html, html, nothing } from '../shared/markup.ts';

/** More kinds than these are told by their number alone; the table of caveats has all. */
const MOST_KINDS = 3;

/** The doubts beside the verdict, a kind a line with one of them told, the worst first. */
export function doubtList({ caveats, deviceNames }: ReportModel): Html {
  const kinds = doubtKinds(caveats);
  const title = html`<h2 id="doubts">${kinds.length === 0 ? 'No doubts' : 'Doubts'}</h2>`;
  if (kinds.length === 0)
    return html`<div class="doubts">${title}<p class="note">No launch was left out, and nothing is unknown that could matter.</p></div>`;
  const more = kinds.length - MOST_KINDS;
  const rest =
    more > 0 ? html`<li><a href="#environment">and ${counted(more, 'kind')} more</a></li>` : nothing;
  return html`<div class="doubts">${title}<ul>${kinds.slice(0, MOST_KINDS).map((kind) => item(kind, deviceNames))}${rest}</ul></div>`;
}

function item({ count, first }: DoubtKind, deviceNames: ReportModel['deviceNames']): Html {
  const { device, launch, message } = first;
  const name = device === null ? null : (deviceNames[device] ?? device);
  const place = [name !== null && message.includes(name) ? null : name, launch].filter(
    (part) => part !== null,
  );
  const where = count > 1 ? counted(count, 'time') : place.join(' · ');
  return html`<li>${tied(message)}${where === '' ? nothing : html` <a href="#environment">${where}</a>`}</li>`;
}
