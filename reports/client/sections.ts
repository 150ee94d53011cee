import { reveal } from './open-details.ts';
import type { PageView } from './page-view.ts';

/** The section that a link names is scrolled to, though the address names more than it. */
export function followSections(view: PageView): void {
  view.onArrival(({ section }) => {
    const target = section === undefined ? null : document.getElementById(section);
    if (!target) return;
    reveal(target);
    target.scrollIntoView();
  });
}
