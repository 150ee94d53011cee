import { renderPage } from '../page-frame.ts';
import { changesSection } from './changes.ts';
import { headlineOf } from './headline.ts';
import type { HistoryPage } from './history-model.ts';
import { runsSection } from './runs.ts';
import { seriesSection } from './series.ts';
import { summarySection } from './summary.ts';

const links = ['Summary', 'Changes', 'Series', 'Runs'];
const VIRTUAL =
  'Virtual phones: speed, heat and memory are simulated. Nothing here was measured on an iPhone.';
const ownCss = `
svg.series{display:block;width:100%;min-width:38rem;max-width:60rem}
svg.series text{fill:var(--ink);font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
svg.series circle{fill:var(--link)}.level{fill:none;stroke:var(--link);stroke-width:1.5}
.ribbon{fill:var(--link);opacity:.18}.grid{stroke:var(--line)}
.change line{stroke:var(--ink);stroke-width:1.5}.epoch line{stroke:var(--dim);stroke-dasharray:4 3}
figure{margin:1rem 0}figcaption{font-weight:600}h3{font-size:1.05rem;margin:1.5rem 0 .25rem}
.state{font-weight:600}.state,td code{white-space:nowrap}
@media print{details{display:none}svg.series{min-width:0}figure{break-inside:avoid}}
`;

/** The history as one self-contained page without a script. Equal histories give equal bytes. */
export function renderHistory(page: HistoryPage): string {
  const { history } = page;
  return renderPage({
    title: `History: ${headlineOf(history)}`,
    ownCss,
    first: 'summary',
    virtualNote: history.virtual ? VIRTUAL : null,
    about: `history of ${history.runs.length} runs`,
    links: links.map((link) => ({ id: link.toLowerCase(), words: link })),
    sections: [summarySection(page), changesSection(page), seriesSection(page), runsSection(page)],
  });
}
