import { counted } from '../../harness/words/numbers.ts';
import type { EnvironmentModel, Fact, ReportModel } from '../report-model.ts';
import { table } from '../shared/html.ts';
import { type Content, type Html, html, lines, nothing } from '../shared/markup.ts';
import { folded, foldedWhenLong } from './folded.ts';

/** What may explain a change first: what differs between the builds, and what there is to doubt; what ran where is folded. */
export function environmentSection(model: ReportModel): Html {
  const { environment } = model;
  const phones = counted(environment.devices.length, 'device');
  const everything = lines([
    factTable('The run', environment.run),
    buildTable('The builds, all that is known', environment, environment.ofBuilds),
    ...environment.devices.map(({ name, facts }) => factTable(name, facts)),
    unreadable(environment),
  ]);
  return html`<section id="environment" class="evidence" aria-labelledby="environment-title"><h2 id="environment-title">Environment</h2>
${differences(environment)}
${caveatTable(model)}
${folded(`What ran where: the run, its builds, ${phones}`, everything)}</section>`;
}

function differences(environment: EnvironmentModel): Html {
  const different = environment.ofBuilds.filter(({ differs }) => differs);
  if (environment.builds.length < 2) return nothing;
  return different.length === 0
    ? html`<p>In nothing that is known do the builds differ.</p>`
    : buildTable('What differs between the builds', environment, different);
}

function buildTable(caption: string, { builds }: EnvironmentModel, rows: EnvironmentModel['ofBuilds']): Html {
  const columns = [{ title: 'Fact' }, ...builds.map((title) => ({ title, holds: 'words' as const }))];
  return table(
    caption,
    columns,
    rows.map(({ fact, values }) => [fact, ...values]),
  );
}

const factTable = (caption: string, facts: readonly Fact[]): Html =>
  table(caption, [{ title: 'Fact' }, { title: 'Value', holds: 'words' }], facts);

/** Each set of facts once, whichever devices lack it. */
function unreadable({ unreadable: groups }: EnvironmentModel): Html {
  if (groups.length === 0) return nothing;
  const items = groups.map(
    ({ devices, facts, reason }) =>
      html`<li>${`${devices.join(', ')}: ${counted(facts.length, 'fact')} (${facts.join(', ')}): ${reason}`}</li>`,
  );
  return html`<p class="note">Not readable:</p><ul class="note">${items}</ul>`;
}

function effectOf({ invalidates, excludes }: ReportModel['caveats'][number]): Content {
  if (invalidates) return html` <strong>(nothing is concluded)</strong>`;
  return excludes ? html` <strong>(the launch is in no statistic)</strong>` : '';
}

function caveatTable({ caveats }: ReportModel): Html {
  if (caveats.length === 0) return html`<p>No caveats.</p>`;
  const rows = caveats.map((caveat) => [
    [caveat.device, caveat.launch].filter((part) => part !== null).join(' · ') || 'run',
    caveat.code,
    [caveat.message, effectOf(caveat)],
  ]);
  const columns = [{ title: 'Where' }, { title: 'Code' }, { title: 'What', holds: 'words' }] as const;
  return foldedWhenLong(rows.length, counted(rows.length, 'caveat'), table('Caveats', columns, rows));
}
