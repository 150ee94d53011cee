import { greatest } from '../../../harness/statistics/extremes.ts';
import { quantity } from '../../../harness/words/numbers.ts';
import type { TimelineCharts } from './charts.ts';
import { part } from './controls.ts';
import type { Launch } from './launch.ts';
import { promptLanes } from './prompt-lane.ts';
import { readout, sentenceOf } from './readout.ts';
import { pxOf, type Scale } from './scale.ts';
import { thermalStrip } from './thermal-strip.ts';
import { type TokenFacts, tokenFacts } from './token-facts.ts';

/** A token of each launch that is shown; null where it has none there. */
export type Crossed = readonly { readonly launch: Launch; readonly index: number | null }[];

/** What lies around and over the charts: lanes of prompts, thermal states, the limit's name, the crosshair and its words. */
export class Overlay {
  private readonly plot = part('plot', HTMLElement);
  private readonly lanes = part('prompt-lanes', HTMLElement);
  private readonly strip = part('thermal-strip', HTMLElement);
  private readonly limit = part('limit-name', HTMLElement);
  private readonly headroom = part('headroom', HTMLElement);
  private readonly line = part('crosshair', HTMLElement);
  private readonly words = part('readout', HTMLElement);
  private readonly tokens = part('tokens', HTMLCanvasElement);

  /** The pictures of a window. */
  draw(launches: readonly Launch[], charts: TimelineCharts, scale: Scale): void {
    this.lanes.innerHTML = promptLanes(launches, scale).text;
    this.strip.innerHTML = thermalStrip(launches, scale).text;
    this.headroom.textContent = launches.flatMap((launch) => headroomOf(launch) ?? []).join('; ');
    const limit = launches[0]?.timeline.limitMiB ?? null;
    this.limit.hidden = limit === null;
    if (limit === null) return;
    this.limit.textContent = `killed at ${quantity(limit, 'MiB')}`;
    this.limit.style.top = `${charts.pxOfMiB(limit)}px`;
    this.limit.style.right = `${scale.width - scale.right}px`;
  }

  /** The crosshair through the first launch's token, and what is known of each one. */
  cross(crossed: Crossed, charts: TimelineCharts, scale: Scale): void {
    const facts = crossed.map(({ launch, index }) => ({
      role: launch.timeline.role,
      facts: index === null ? null : tokenFacts(launch, index),
    }));
    this.words.innerHTML = readout(facts).text;
    const front = facts[0]?.facts ?? null;
    this.tell(crossed, front);
    const x = front === null ? 0 : pxOf(scale, front.second);
    this.line.hidden = front === null || x < scale.left - 1 || x > scale.right + 1;
    if (front === null) return;
    this.line.style.left = `${x}px`;
    const dot = this.line.firstElementChild;
    if (!(dot instanceof HTMLElement)) return;
    // A first token is no point of the curve: the time of its prompt is another measure.
    dot.hidden = front.token === 0;
    if (!dot.hidden)
      dot.style.top = `${this.tokens.getBoundingClientRect().top - this.plot.getBoundingClientRect().top + charts.pxOfMs(front.ms)}px`;
  }

  /** The canvas is a slider over the tokens, so that its value is heard while it moves. */
  private tell([front]: Crossed, facts: TokenFacts | null): void {
    const last = Math.max(0, (front?.launch.tokenSeconds.length ?? 1) - 1);
    this.tokens.setAttribute('aria-valuemax', String(last));
    this.tokens.setAttribute('aria-valuenow', String(front?.index ?? 0));
    this.tokens.setAttribute('aria-valuetext', facts === null ? 'no token chosen' : sentenceOf(facts));
  }
}

/** How near a launch came to the limit of its memory; null where one of both is not known. */
function headroomOf({ timeline: { role, limitMiB }, memoryMiB }: Launch): string | null {
  const peak = greatest([...memoryMiB]);
  if (limitMiB === null || peak === null) return null;
  return `${role}: at its peak ${quantity(limitMiB - peak, 'MiB')} below the limit`;
}
