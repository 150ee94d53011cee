import { type View, viewLink, viewOf } from '../shared/view-link.ts';

/** Safari refuses more than a hundred changes of the address in half a minute: they are gathered for this long, ms. */
const GATHER_MS = 120;

/** What the page shows, as its address says it: both follow each other. */
export class PageView {
  private view: View;
  private pending = 0;
  private readonly listeners: ((view: View) => void)[] = [];

  constructor() {
    this.view = this.named();
    addEventListener('hashchange', () => {
      clearTimeout(this.pending);
      this.view = this.named();
      this.write();
      this.arrive();
    });
  }

  get now(): View {
    return this.view;
  }

  /** Calls back with the view of each address that comes from outside: a link that was opened, pasted or clicked. */
  onArrival(listener: (view: View) => void): void {
    this.listeners.push(listener);
  }

  /** Tells all listeners of the view that the page has now. */
  arrive(): void {
    for (const listener of this.listeners) listener(this.view);
  }

  /** The reader changed a part of the view; the address follows. */
  change(part: View): void {
    this.view = { ...this.view, ...part };
    clearTimeout(this.pending);
    this.pending = window.setTimeout(() => this.write(), GATHER_MS);
  }

  /** The address of this very view. */
  get address(): string {
    this.write();
    return location.href;
  }

  /** A plain anchor names a section alone: the rest of the view stays. */
  private named(): View {
    const hash = location.hash.slice(1);
    if (hash === '') return this.view ?? {};
    return hash.includes('=') ? viewOf(hash) : { ...this.view, section: hash };
  }

  private write(): void {
    clearTimeout(this.pending);
    const link = viewLink(this.view);
    if (link !== '#' && link !== location.hash) history.replaceState(history.state, '', link);
  }
}
