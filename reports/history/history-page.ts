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
.newest{direction:rtl}.newest>*{direction:ltr}
svg.series{display:block;width:100%;min-width:52rem;font:12px var(--sans)}
svg.series text{fill:var(--dim)}svg.series .grid{stroke:var(--line)}svg.series .gap{fill:var(--allowed)}
.ribbon{fill:var(--candidate);opacity:.16}.level{fill:none;stroke:var(--candidate);stroke-width:1.5}
svg.series .dot{fill:var(--candidate)}svg.series .dot.worse{fill:var(--worse)}svg.series .hit{fill:transparent}
svg.series .tip{fill:var(--ink);visibility:hidden;pointer-events:none}svg.series a:hover .tip,svg.series a:focus .tip{visibility:visible}svg.series a:hover .dot,svg.series a:focus .dot{stroke:var(--ink);stroke-width:2}
svg.series .change line{stroke:currentColor;stroke-width:1.5}svg.series .epoch line{stroke:var(--dim);stroke-dasharray:4 3}
svg.series .change text,svg.series .epoch text{paint-order:stroke;stroke:var(--paper);stroke-width:4px}svg.series .change text{fill:currentColor;font-weight:600}
svg.series .lane.worse text{fill:var(--worse)}
figure{margin:var(--gap-4) 0 var(--gap-6)}figcaption strong{color:var(--ink)}
.state{font-weight:600}.state,td code{white-space:nowrap}dt{font-weight:600}dd{margin:0 0 var(--gap-2)}
@media print{details{display:none}svg.series{min-width:0}figure{break-inside:avoid}}
`;

/** The history as one self-contained page without a script; where it is served, with a form that asks for other series. Equal histories give equal bytes. */
export function renderHistory(page: HistoryPage): string {
  const { history, choice } = page;
  return renderPage({
    title: `History: ${headlineOf(history)}`,
    ownCss,
    first: 'summary',
    virtualNote: history.virtual ? VIRTUAL : null,
    about: `history of ${history.runs.length} runs`,
    ...(choice ? { asksItsServer: true } : {}),
    links: links.map((link) => ({ id: link.toLowerCase(), words: link })),
    sections: [summarySection(page), changesSection(page), seriesSection(page), runsSection(page)],
  });
}
