import { html, nothing } from '../../shared/markup.ts';
import type { PageView } from '../page-view.ts';
import { matching, type Place, placesOfPage, rowsAround } from './places.ts';

/** Places that are listed; more words find fewer. */
const MOST_LISTED = 10;

const field = html`<div class="search"><input type="search" id="search" role="combobox" aria-label="Search measures, phones, cases and launches" aria-expanded="false" aria-controls="search-found" aria-autocomplete="list" autocomplete="off" placeholder="Search: press /"><span id="search-said" role="status"></span><div id="search-found" role="listbox" aria-label="Found" hidden></div></div>`;

/** A field in the navigation: what is typed filters the rows of the page and lists where it stands; Enter jumps there. */
export function offerSearch(page: PageView): void {
  const nav = document.querySelector('nav');
  if (!nav) return;
  nav.insertAdjacentHTML('beforeend', field.text);
  new SearchField(page).listen();
}

class SearchField {
  private readonly input = document.getElementById('search') as HTMLInputElement;
  private readonly said = document.getElementById('search-said') as HTMLElement;
  private readonly list = document.getElementById('search-found') as HTMLElement;
  private readonly page: PageView;
  private places: readonly Place[] | null = null;
  private found: readonly Place[] = [];
  private active = 0;

  constructor(page: PageView) {
    this.page = page;
  }

  listen(): void {
    this.input.addEventListener('input', () => {
      this.search();
      this.page.change({ search: this.input.value || undefined });
    });
    this.input.addEventListener('keydown', (event) => this.onKey(event));
    this.input.addEventListener('blur', () => this.close());
    this.input.addEventListener('focus', () => this.show());
    // A press would take the focus, and close the list before the click arrives.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => this.go(indexOf(event.target)));
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      this.input.focus();
    });
    this.page.onArrival(({ search = '' }) => {
      if (search === this.input.value) return;
      this.input.value = search;
      this.search();
      this.close();
    });
  }

  /** Rows that do not match are hidden while something is searched for. */
  private search(): void {
    const query = this.input.value.trim();
    this.places ??= placesOfPage();
    this.found = query === '' ? [] : matching(this.places, query);
    const kept = rowsAround(this.found);
    for (const { row } of this.places) row?.toggleAttribute('data-unfound', query !== '' && !kept.has(row));
    this.said.textContent = query === '' ? '' : `${this.found.length} found`;
    this.active = 0;
    this.show();
  }

  private show(): void {
    const listed = this.found.slice(0, MOST_LISTED);
    const box = this.input.getBoundingClientRect();
    this.list.style.top = `${box.bottom + 4}px`;
    this.list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 8 - this.list.offsetWidth))}px`;
    this.list.innerHTML = html`${listed.map(
      ({ section, words }, i) =>
        html`<div role="option" id="found-${i}"${i === this.active ? html` aria-selected="true"` : nothing}><small>${section}</small> ${words}</div>`,
    )}`.text;
    this.list.hidden = listed.length === 0;
    this.input.setAttribute('aria-expanded', String(listed.length > 0));
    if (listed.length > 0) this.input.setAttribute('aria-activedescendant', `found-${this.active}`);
    else this.input.removeAttribute('aria-activedescendant');
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  private onKey(event: KeyboardEvent): void {
    const listed = Math.min(MOST_LISTED, this.found.length);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && listed > 0) {
      event.preventDefault();
      this.active = (this.active + step + listed) % listed;
      this.show();
    } else if (event.key === 'Enter') this.go(this.active);
    else if (event.key === 'Escape') {
      this.input.value = '';
      this.search();
      this.page.change({ search: undefined });
    }
  }

  private go(index: number): void {
    const place = this.found[index];
    if (!place) return;
    this.close();
    place.go();
  }
}

const indexOf = (target: EventTarget | null): number =>
  target instanceof Element ? Number(target.closest('[role=option]')?.id.replace('found-', '') ?? -1) : -1;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, select, textarea');
