import type { Choice } from './launches.ts';
import type { Window } from './window.ts';

/** An element that the page has wherever it has a timeline. @throws Error for one that is not there */
export function part<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${id}`);
}

/** The buttons and fields above the plot. */
export interface ControlActions {
  choose(launch: number, beside: number | null): void;
  /** The reader chose another launch: the one beside it is for the page to find. */
  chooseLaunch(launch: number): void;
  setWindow(window: Window): void;
  zoomBy(factor: number): void;
  showAll(): void;
  /** Whether the axis ends above what is typical. */
  cutStalls(cuts: boolean): void;
  toSlowest(): void;
  download(): void;
  copyLink(): void;
}

export class Controls {
  private readonly launch = part('launch', HTMLSelectElement);
  private readonly beside = part('beside', HTMLSelectElement);
  private readonly from = part('from', HTMLInputElement);
  private readonly to = part('to', HTMLInputElement);
  private readonly said = part('timeline-said', HTMLElement);
  private readonly cut = part('cut', HTMLButtonElement);
  private end = 0;

  listen(actions: ControlActions): void {
    const click = (id: string, act: () => void): void =>
      part(id, HTMLButtonElement).addEventListener('click', act);
    this.launch.addEventListener('change', () => actions.chooseLaunch(Number(this.launch.value)));
    this.beside.addEventListener('change', () => actions.choose(Number(this.launch.value), this.other()));
    for (const input of [this.from, this.to])
      input.addEventListener('change', () => this.readWindow(actions));
    click('zoom-in', () => actions.zoomBy(1 / 2));
    click('zoom-out', () => actions.zoomBy(2));
    click('whole', () => actions.showAll());
    click('cut', () => actions.cutStalls(this.cut.getAttribute('aria-pressed') !== 'true'));
    click('slowest', () => actions.toSlowest());
    click('csv', () => actions.download());
    click('link', () => actions.copyLink());
  }

  show({ front, beside }: Choice): void {
    this.launch.value = String(front);
    this.beside.value = beside === null ? '' : String(beside);
  }

  showCut(cuts: boolean): void {
    this.cut.setAttribute('aria-pressed', String(cuts));
  }

  /** The whole launch leaves the fields empty. */
  showWindow({ from, to }: Window, whole: Window): void {
    const isWhole = from <= whole.from && to >= whole.to;
    this.end = whole.to;
    this.from.value = isWhole ? '' : String(rounded(from));
    this.to.value = isWhole ? '' : String(rounded(to));
    this.refuse(null);
  }

  /** Shown, and read out where the page is heard. */
  say(words: string): void {
    this.said.textContent = words;
  }

  private other(): number | null {
    return this.beside.value === '' ? null : Number(this.beside.value);
  }

  private readWindow({ setWindow }: ControlActions): void {
    const from = Number(this.from.value || 0);
    const to = Number(this.to.value || this.end);
    if (from >= to) this.refuse(`From (${from} s) must come before To (${to} s).`);
    else if (from >= this.end) this.refuse(`The launch ends at ${this.end} s, before ${from} s.`);
    else setWindow({ from, to });
  }

  private refuse(why: string | null): void {
    for (const input of [this.from, this.to])
      if (why === null) input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    if (why !== null || this.said.dataset['refused'] === 'true') this.say(why ?? '');
    this.said.dataset['refused'] = String(why !== null);
  }
}

/** As exact as a link needs it. */
export const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
