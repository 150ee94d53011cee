import { deflate, embedTimelines } from './embed.ts';
import { evidenceStyles } from './evidence-styles.ts';
import { renderPage } from './page-frame.ts';
import type { ReportModel } from './report-model.ts';
import { searchStyle } from './search-style.ts';
import { answersSection } from './sections/answers.ts';
import { changesSection } from './sections/changes.ts';
import { devicesSection } from './sections/devices.ts';
import { environmentSection } from './sections/environment.ts';
import { filesSection } from './sections/files.ts';
import { measuresSection } from './sections/measures.ts';
import { promptsSection } from './sections/prompts.ts';
import { referenceSection } from './sections/reference.ts';
import { serverSection } from './sections/server.ts';
import { throttlingSection } from './sections/throttling.ts';
import { timelineSection } from './sections/timeline.ts';
import { variantsSection } from './sections/variants.ts';
import { answerOf, verdictSection } from './sections/verdict.ts';
import { dataBlock, type Html, html, script } from './shared/markup.ts';
import { timelineStyle } from './timeline-style.ts';
import { iconOf, verdictSymbol } from './verdict-badge.ts';
import { verdictStyles } from './verdict-styles.ts';

interface Part {
  readonly link: string;
  readonly section: (model: ReportModel) => Html;
  /** Whether a run has it; absent: every run. */
  readonly isIn?: (model: ReportModel) => boolean;
}

const isComparison = ({ variants }: ReportModel): boolean => variants === undefined;

/** In the order of the page. Variants have tables of their own, and nothing to compare with. */
const parts: readonly Part[] = [
  { link: 'Verdict', section: verdictSection },
  { link: 'Variants', section: variantsSection, isIn: ({ variants }) => variants !== undefined },
  {
    link: 'Server',
    section: serverSection,
    isIn: ({ crossovers }) => crossovers !== undefined && crossovers.length > 0,
  },
  { link: 'Devices', section: devicesSection, isIn: isComparison },
  { link: 'Changes', section: changesSection, isIn: isComparison },
  {
    link: 'Throttling',
    section: throttlingSection,
    isIn: (model) => isComparison(model) || model.curves.length > 0,
  },
  { link: 'Measures', section: measuresSection, isIn: isComparison },
  { link: 'Timeline', section: timelineSection },
  { link: 'Prompts', section: promptsSection, isIn: isComparison },
  { link: 'Answers', section: answersSection, isIn: ({ answers }) => answers !== undefined },
  { link: 'Reference', section: referenceSection, isIn: isComparison },
  { link: 'Environment', section: environmentSection },
  { link: 'Data', section: filesSection },
];

/** Unpacks the chart code when the page is idle; without it everything but the charts is there. */
const starter = `document.documentElement.classList.add('js');addEventListener('load',()=>{const go=async()=>{const t=document.getElementById('code').textContent;const b=Uint8Array.from(atob(t),c=>c.charCodeAt(0));const s=await new Response(new Blob([b]).stream().pipeThrough(new DecompressionStream('gzip'))).text();const e=document.createElement('script');e.textContent=s;document.body.append(e)};('requestIdleCallback'in window?requestIdleCallback:setTimeout)(go)})`;

/**
 * The whole report as one self-contained file: verdict, tables and intervals as plain HTML first,
 * data and chart code packed at the end. Equal models give equal bytes.
 */
export function renderReport(
  model: ReportModel,
  { clientScript }: { readonly clientScript: string },
): string {
  const { index, packed } = embedTimelines(model.timelines, model.vocabularies);
  const { word, headline } = answerOf(model);
  const own = parts.filter(({ isIn }) => isIn?.(model) ?? true);
  return renderPage({
    title: `${word}${model.virtualNote === null ? '' : ' (SIMULATED)'}: ${headline}`,
    icon: iconOf(word),
    pill: html`<a class="badge ${word}" href="#verdict">${verdictSymbol[word]} ${word}</a>`,
    ownCss: verdictStyles + evidenceStyles + timelineStyle + searchStyle,
    first: 'verdict',
    virtualNote: model.virtualNote,
    about: `run ${model.run}`,
    links: own.slice(1).map(({ link }) => ({ id: link.toLowerCase(), words: link })),
    sections: own.map(({ section }) => section(model)),
    scripts: {
      elements: [
        script(starter),
        dataBlock('index', 'application/json', index),
        dataBlock('packed', 'application/octet-stream', packed),
        dataBlock('code', 'application/octet-stream', deflate(clientScript)),
      ],
      mayRun: [starter, clientScript],
    },
  });
}
