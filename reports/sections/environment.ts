import type { ReportModel } from '../report-model.ts';
import { table } from '../shared/html.ts';
import { type Content, type Html, html } from '../shared/markup.ts';

function effectOf({ invalidates, excludes }: ReportModel['caveats'][number]): Content {
  if (invalidates) return html` <strong>(nothing is concluded)</strong>`;
  return excludes ? html` <strong>(the launch is in no statistic)</strong>` : '';
}

export function environmentSection({ environment, caveats }: ReportModel): Html {
  const facts = environment.map(([fact, value]) => [fact, value]);
  const doubts = caveats.map((caveat) => [
    [caveat.device, caveat.launch].filter((part) => part !== null).join(' · ') || 'run',
    caveat.code,
    [caveat.message, effectOf(caveat)],
  ]);
  const doubtTable = table(
    'Caveats',
    [{ title: 'Where' }, { title: 'Code' }, { title: 'What', holds: 'words' }],
    doubts,
  );
  return html`<section id="environment" class="evidence" aria-labelledby="environment-title"><h2 id="environment-title">Environment</h2>
${table('What ran where', [{ title: 'Fact' }, { title: 'Value', holds: 'words' }], facts)}
${doubts.length > 0 ? doubtTable : html`<p>No caveats.</p>`}</section>`;
}
