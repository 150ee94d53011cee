/** A section counts as read once it reaches this far up the window. */
const READING_LINE = '-20% 0px -75% 0px';

/** Marks in the navigation which section is being read, and keeps its link in sight. */
export function markCurrentSection(): void {
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>('nav a[href^="#"]')].map((link) => [
      link.hash.slice(1),
      link,
    ]),
  );
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) mark(links, target.id);
    },
    { rootMargin: READING_LINE },
  );
  for (const id of links.keys()) {
    const section = document.getElementById(id);
    if (section) observer.observe(section);
  }
}

function mark(links: ReadonlyMap<string, HTMLAnchorElement>, id: string): void {
  for (const [each, link] of links) {
    if (each === id) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
  const link = links.get(id);
  const list = link?.closest('ul');
  // Of the list alone: the page itself must not move.
  if (link && list) list.scrollTo({ left: link.offsetLeft - list.clientWidth / 2 });
}
