import type { EmbeddedTimelines } from '../../shared/embedded-timeline.ts';
import type { PageView } from '../page-view.ts';
import { dark } from '../theme.ts';
import { part } from './controls.ts';
import { unpack } from './launch.ts';
import { Launches } from './launches.ts';
import { TimelineView } from './timeline-view.ts';

const textOf = (id: string): string => document.getElementById(id)?.textContent ?? '';

/** Draws the timeline of a page that has one; `data-charts` on the root says that its charts are drawn. */
export async function showTimeline(page: PageView): Promise<TimelineView | null> {
  const embedded = JSON.parse(textOf('index')) as EmbeddedTimelines;
  if (embedded.launches.length === 0) return null;
  const launches = new Launches(embedded, await unpack(textOf('packed')));
  const first = Number(part('launch', HTMLSelectElement).value);
  const timeline = new TimelineView(launches, page, first);
  timeline.draw();
  dark.addEventListener('change', () => timeline.draw());
  let width = part('plot', HTMLElement).clientWidth;
  new ResizeObserver(([entry]) => {
    if (!entry || entry.contentRect.width === width || entry.contentRect.width === 0) return;
    width = entry.contentRect.width;
    timeline.resize();
  }).observe(part('plot', HTMLElement));
  performance.mark('heatsoak-charts');
  document.documentElement.dataset['charts'] = '2';
  return timeline;
}
