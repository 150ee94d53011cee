import type { ReportModel } from '../report-model.ts';
import { escapeHtml, table } from '../shared/html.ts';

function effectOf({ invalidates, excludes }: ReportModel['caveats'][number]): string {
  if (invalidates) return ' <strong>(nothing is concluded)</strong>';
  return excludes ? ' <strong>(the launch is in no statistic)</strong>' : '';
}

export function environmentSection({ environment, caveats }: ReportModel): string {
  const facts = environment.map(([fact, value]) => [escapeHtml(fact), escapeHtml(value)]);
  const doubts = caveats.map((caveat) => [
    escapeHtml(caveat.where),
    escapeHtml(caveat.code),
    escapeHtml(caveat.message) + effectOf(caveat),
  ]);
  const doubtTable = table(
    'Caveats',
    [{ title: 'Where' }, { title: 'Code' }, { title: 'What', holds: 'words' }],
    doubts,
  );
  return `<section id="environment" class="evidence" aria-labelledby="environment-title"><h2 id="environment-title">Environment</h2>
${table('What ran where', [{ title: 'Fact' }, { title: 'Value', holds: 'words' }], facts)}
${doubts.length > 0 ? doubtTable : '<p>No caveats.</p>'}</section>`;
}
