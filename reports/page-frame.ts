import { createHash } from 'node:crypto';
import { type Content, type Html, html, lines, nothing, styleSheet } from './shared/markup.ts';
import { styles } from './styles.ts';
import { theme } from './theme.ts';

/** What the pages of a run, of two runs and of the history differ in. */
export interface PageParts {
  readonly title: string;
  /** Of the page's tab. */
  readonly icon?: Html;
  /** Leads from everywhere back to the answer. */
  readonly pill?: Html;
  /** Rules of this page alone. */
  readonly ownCss?: string;
  /** Where the skip link leads, as in "Skip to the …". */
  readonly first: string;
  /** Null when every phone was a real one. */
  readonly virtualNote: string | null;
  /** After "Heatsoak · ". */
  readonly about: string;
  readonly links: readonly { readonly id: string; readonly words: string }[];
  readonly sections: readonly Html[];
  /** The page is served, and has forms that ask its server; a page in a file asks for nothing. */
  readonly asksItsServer?: true;
  /** Scripts and their data, and the code that may run: each script whose text is not among these is refused by the browser. */
  readonly scripts?: { readonly elements: readonly Html[]; readonly mayRun: readonly string[] };
}

const PROGRAM = '<p>Heatsoak · ';

/** The same page as it is served: its first line leads back to the list of runs. @param home the list's address, as seen from the page */
export const withWayHome = (page: string, home: string): string =>
  page.replace(PROGRAM, () => html`<p><a href="${home}">All runs</a> · Heatsoak · `.text);

/** The whole of a self-contained page. Equal parts give equal bytes. */
export function renderPage(parts: PageParts): string {
  const {
    title,
    icon = nothing,
    pill = nothing,
    first,
    virtualNote,
    about,
    links,
    sections,
    scripts,
    asksItsServer = false,
  } = parts;
  const note: Content = virtualNote === null ? '' : html`<p class="virtual">${virtualNote}</p>`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyFor(scripts?.mayRun ?? [], asksItsServer)}">
<title>${title}</title>${icon}${styleSheet(theme + styles + (parts.ownCss ?? ''))}</head><body>
<a class="skip" href="#main">Skip to the ${first}</a>
<header>${note}<p>Heatsoak · ${about}</p></header>
${links.length === 0 ? nothing : html`<nav aria-label="Sections">${pill}<ul>${links.map(({ id, words }) => html`<li><a href="#${id}">${words}</a></li>`)}</ul></nav>`}
<main id="main">
${lines(sections)}
</main>
<footer>Made by Heatsoak. ${asksItsServer ? 'It is served to this host alone.' : 'This page asks for nothing from the network.'}</footer>
${scripts ? html`${lines(scripts.elements)}\n` : nothing}</body></html>
`.text;
}

/** Nothing from outside, no form but one that asks the page's own server, and no script but those whose text is known: an attribute or a link that holds code is not. */
function policyFor(code: readonly string[], asksItsServer = false): string {
  const hashes = code.map((each) => `'sha256-${createHash('sha256').update(each).digest('base64')}'`);
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src ${hashes.join(' ') || "'none'"}`,
    'img-src data:',
    "base-uri 'none'",
    `form-action ${asksItsServer ? "'self'" : "'none'"}`,
  ].join(';');
}
