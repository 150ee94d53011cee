import { type Html, html, nothing } from '../shared/markup.ts';
import { selectOption } from '../shared/select-option.ts';
import type { SeriesChoice } from './history-model.ts';

/** Asks for the series of one phone, of one measure, or of both. */
export function chooseSeries({ device, metric, devices, metrics }: SeriesChoice): Html {
  const isAsked = device !== '' || metric !== '';
  const of = (all: SeriesChoice['devices'], chosen: string): Html[] => [
    selectOption('', 'all', chosen),
    ...all.map(({ id, name }) => selectOption(id, name, chosen)),
  ];
  return html`<form class="controls" action="history" method="get" aria-label="Choose series">
<label>Phone <select name="device">${of(devices, device)}</select></label>
<label>Measure <select name="metric">${of(metrics, metric)}</select></label>
<button type="submit">Show</button>${isAsked ? html` <a href="history">All series</a>` : nothing}</form>`;
}
