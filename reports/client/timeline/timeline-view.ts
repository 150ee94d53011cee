import type { View } from '../../shared/view-link.ts';
import { copyLink } from '../copy-link.ts';
import type { PageView } from '../page-view.ts';
import { TimelineCharts } from './charts.ts';
import { Controls, part, rounded } from './controls.ts';
import { Crosshair } from './crosshair.ts';
import { downloadTokens } from './download.ts';
import { listenToPointers, type Place } from './gestures.ts';
import { listenToKeys } from './keys.ts';
import type { Launch } from './launch.ts';
import type { Choice, Launches } from './launches.ts';
import { nearestInTime, nearestToken, slowestToken } from './nearest-token.ts';
import { Overlay } from './overlay.ts';
import { type Scale, secondOf } from './scale.ts';
import { showTables } from './tables.ts';
import { tokensOn, trialsOn } from './token-place.ts';
import { inside, lengthOf, panned, reaching, type Window, wholeWindow, zoomed } from './window.ts';

/** The timeline: which launches, which stretch of them, which token. */
export class TimelineView {
  private readonly canvas = part('tokens', HTMLCanvasElement);
  private readonly charts = new TimelineCharts(this.canvas, part('memory', HTMLCanvasElement));
  private readonly controls = new Controls();
  private readonly overlay = new Overlay();
  private readonly crosshair = new Crosshair();
  private readonly launches: Launches;
  private readonly page: PageView;
  private choice: Choice = { front: 0, beside: null };
  private shown: readonly Launch[] = [];
  private whole: Window = wholeWindow([]);
  private window: Window = this.whole;
  private cutsStalls = false;

  constructor(launches: Launches, page: PageView, first: number) {
    this.launches = launches;
    this.page = page;
    this.take(launches.pair(first));
    this.controls.listen({
      chooseLaunch: (launch) => this.choose(this.launches.pair(launch)),
      choose: (front, beside) => this.choose({ front, beside: beside === front ? null : beside }),
      setWindow: (window) => this.look(inside(window, this.whole)),
      zoomBy: (factor) => this.zoomBy(factor),
      showAll: () => this.look(this.whole),
      cutStalls: (cuts) => {
        this.cutsStalls = cuts;
        this.changed();
      },
      toSlowest: () => this.toSlowest(),
      download: () => downloadTokens(this.shown),
      copyLink: () => void copyLink(this.page.address).then((words) => this.controls.say(words)),
    });
    this.listenToPlot();
    page.onArrival((view) => this.arrive(view));
  }

  /** Draws all of it, in the colours of the screen or of paper. */
  draw(target: 'screen' | 'paper' = 'screen'): void {
    const { shown: launches, window, cutsStalls } = this;
    this.charts.draw({ launches, window, cutsStalls }, target);
    this.overlay.draw(this.shown, this.charts, this.scale);
    this.controls.showWindow(this.window, this.whole);
    this.controls.showCut(this.cutsStalls);
    this.drawCrosshair();
  }

  /** Fits the pictures into a plot of another width. */
  resize(target: 'screen' | 'paper' = 'screen'): void {
    this.charts.resize();
    this.draw(target);
  }

  /** Shows what a link names; one that names no launch leaves the timeline as it is. */
  private arrive(view: View): void {
    const choice = this.launches.chosen(view);
    if (choice === null) return;
    this.take(choice);
    const { from = this.whole.from, to = this.whole.to, trial, token } = view;
    this.window = from < to && from < this.whole.to ? inside({ from, to }, this.whole) : this.whole;
    this.cutsStalls = view.cut === 1;
    const [front] = this.shown;
    if (front && trial !== undefined && token !== undefined) this.crosshair.pinAt(front, { trial, token });
    this.draw();
  }

  private take(choice: Choice): void {
    this.choice = choice;
    this.shown = [choice.front, choice.beside].flatMap((index) => {
      const launch = index === null ? null : this.launches.at(index);
      return launch ? [launch] : [];
    });
    this.whole = wholeWindow(this.shown.map(({ timeline }) => timeline.endUs / 1e6));
    this.window = this.whole;
    this.crosshair.pin(null);
    this.controls.show(choice);
    if (this.shown[0]) showTables(this.shown[0]);
  }

  private choose(choice: Choice): void {
    this.take(choice);
    this.changed();
  }

  private look(window: Window): void {
    this.window = window;
    this.changed();
  }

  private pin(index: number | null): void {
    this.crosshair.pin(index);
    this.window = reaching(this.window, this.second ?? this.window.from, this.whole);
    this.changed();
  }

  /** The reader changed something: pictures and address follow. */
  private changed(): void {
    this.draw();
    const isWhole = lengthOf(this.window) >= lengthOf(this.whole);
    const [front] = this.shown;
    this.page.change({
      section: 'timeline',
      ...{ suite: undefined, case: undefined },
      ...this.launches.named(this.choice),
      ...(front ? this.crosshair.place(front) : {}),
      cut: this.cutsStalls ? 1 : undefined,
      from: isWhole ? undefined : rounded(this.window.from),
      to: isWhole ? undefined : rounded(this.window.to),
    });
  }

  private listenToPlot(): void {
    listenToPointers(part('plot', HTMLElement), part('brush', HTMLElement), {
      hover: (place) => {
        this.crosshair.hover(place && this.tokenAt(place));
        this.drawCrosshair();
      },
      pin: (place) => {
        this.canvas.focus({ preventScroll: true });
        this.pin(this.tokenAt(place));
      },
      brush: (fromX, toX) => {
        const [from, to] = [secondOf(this.scale, fromX), secondOf(this.scale, toX)];
        this.look(
          inside({ from: Math.max(from, this.window.from), to: Math.min(to, this.window.to) }, this.whole),
        );
      },
      panBy: (px) => this.look(panned(this.window, -px * this.secondsPerPx, this.whole)),
      zoomAt: (factor, x) => this.look(zoomed(this.window, factor, secondOf(this.scale, x), this.whole)),
      showAll: () => this.look(this.whole),
    });
    listenToKeys(this.canvas, {
      step: (tokens) => this.step((launch, index) => tokensOn(launch, index, tokens)),
      stepTrial: (trials) => this.step((launch, index) => trialsOn(launch, index, trials)),
      toEnd: (end) => this.step((launch) => (end === 'first' ? 0 : launch.tokenSeconds.length - 1)),
      zoomBy: (factor) => this.zoomBy(factor),
      showAll: () => this.look(this.whole),
    });
  }

  /** From the token of the crosshair; without one the first step goes to the first token that is seen. */
  private step(to: (launch: Launch, index: number) => number): void {
    const [front] = this.shown;
    if (!front || front.tokenSeconds.length === 0) return;
    const { index } = this.crosshair;
    this.pin(index === null ? nearestInTime(front.tokenSeconds, this.window.from) : to(front, index));
  }

  /** About the crosshair where it is seen, else about the middle. */
  private zoomBy(factor: number): void {
    const { from, to } = this.window;
    const around =
      this.second !== null && this.second >= from && this.second <= to ? this.second : (from + to) / 2;
    this.look(zoomed(this.window, factor, around, this.whole));
  }

  private toSlowest(): void {
    const [front] = this.shown;
    if (!front) return;
    const slowest = slowestToken(front, this.window);
    if (slowest === null) {
      this.controls.say('No token in this stretch.');
      return;
    }
    this.pin(slowest);
    this.canvas.focus({ preventScroll: true });
  }

  private tokenAt({ x, y }: Place): number | null {
    const [front] = this.shown;
    if (!front) return null;
    const own =
      this.canvas.getBoundingClientRect().top - part('plot', HTMLElement).getBoundingClientRect().top;
    return nearestToken(front, {
      second: secondOf(this.scale, x),
      ms: this.charts.msAt(y - own),
      secondsPerPx: this.secondsPerPx,
      msPerPx: this.charts.msPerPx,
    });
  }

  private drawCrosshair(): void {
    this.overlay.cross(this.crosshair.through(this.shown), this.charts, this.scale);
  }

  /** When the token of the crosshair came. */
  private get second(): number | null {
    const { index } = this.crosshair;
    return index === null ? null : (this.shown[0]?.tokenSeconds[index] ?? null);
  }

  private get scale(): Scale {
    return this.charts.scale(this.window);
  }

  private get secondsPerPx(): number {
    const { left, right } = this.scale;
    return lengthOf(this.window) / (right - left);
  }
}
