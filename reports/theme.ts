/**
 * One scale of type and space, and every colour of every page, as custom properties; no rule elsewhere names a colour or a size
 * of its own. Text reaches 4.5 : 1 and marks 3 : 1 on each ground that they stand on; the four readings differ for the
 * colour-blind, too, and each has a word or a symbol besides.
 */
const scale = `
--text-small:.75rem;--text-note:.875rem;--text-body:1rem;--text-lead:1.25rem;--text-title:1.75rem;--text-hero:2.75rem;
--gap-1:.25rem;--gap-2:.5rem;--gap-3:.75rem;--gap-4:1rem;--gap-6:1.5rem;--rhythm:3rem;
--page:80rem;--corner:.375rem;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;--mono:ui-monospace,"SF Mono",Menlo,Consolas,monospace`;

const light = `
--ink:#1b1f24;--dim:#565c64;--paper:#fff;--line:#dfe3e8;--soft:#f4f6f8;--link:#0b5cad;
--go:#0a7d5a;--nogo:#a3200d;--inconclusive:#7a5500;--invalid:#565c64;
--go-ground:#e9f5f0;--nogo-ground:#fcefec;--inconclusive-ground:#fbf4e4;--invalid-ground:#f1f2f4;
--on-verdict:#fff;
--worse:#a3200d;--better:#00698c;--proved:#565c64;--unknown:#666c74;
--allowed:#e6eaef;--baseline:#6b7078;--base:#6b7078;--candidate:#0b5cad;--limit:#a3200d;
--nominal:#e4e8ec;--fair:#f2c14e;--serious:#e0701f;--critical:#a3200d`;

const dark = `
--ink:#e7eaee;--dim:#a9b0b8;--paper:#14171b;--line:#2f353c;--soft:#1d2126;--link:#7db9f5;
--go:#3fc796;--nogo:#ff8d78;--inconclusive:#e5b94e;--invalid:#a9b0b8;
--go-ground:#12271f;--nogo-ground:#2f1a16;--inconclusive-ground:#2a2313;--invalid-ground:#20242a;
--on-verdict:#14171b;
--worse:#ff8d78;--better:#5cc4e0;--proved:#a9b0b8;--unknown:#8b929b;
--allowed:#262c33;--baseline:#a0a6ad;--base:#a0a6ad;--candidate:#7db9f5;--limit:#ff8d78;
--nominal:#2c3239;--fair:#8a6a14;--serious:#b8560f;--critical:#ff8d78`;

/** Everything that is grey moves to ink or paper, and every ground to paper. */
const highContrast = `
--dim:var(--ink);--line:var(--ink);--proved:var(--ink);--unknown:var(--ink);--baseline:var(--ink);
--go-ground:var(--paper);--nogo-ground:var(--paper);--inconclusive-ground:var(--paper);--invalid-ground:var(--paper)`;

/** On white the words of the verdicts are darker than 7 : 1; those on black are bright enough as they are. */
const highContrastLight =
  '--go:#075e43;--nogo:#8c1a09;--inconclusive:#5c4000;--invalid:#3f444a;--link:#084a8c;--worse:#8c1a09;--better:#00506b';

/** The reader's own colours: what meaning a colour had, the words and symbols carry. */
const forced = `
--ink:CanvasText;--dim:CanvasText;--paper:Canvas;--line:GrayText;--soft:Canvas;--link:LinkText;
--go:CanvasText;--nogo:CanvasText;--inconclusive:CanvasText;--invalid:CanvasText;--on-verdict:Canvas;
--go-ground:Canvas;--nogo-ground:Canvas;--inconclusive-ground:Canvas;--invalid-ground:Canvas;
--worse:CanvasText;--better:CanvasText;--proved:CanvasText;--unknown:CanvasText;
--allowed:Canvas;--baseline:GrayText;--base:GrayText;--candidate:CanvasText;--limit:CanvasText;
--nominal:Canvas;--fair:GrayText;--serious:CanvasText;--critical:CanvasText`;

/** Paper is white, and ink is black. */
const onPaper = `${light};--ink:#000;--dim:#333;--line:#bbb;--soft:#fff;--link:#000`;

export const theme = `
:root{color-scheme:light dark;${scale};${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
@media (prefers-contrast:more){:root{${highContrast}}}
@media (prefers-contrast:more) and (prefers-color-scheme:light){:root{${highContrastLight}}}
@media (forced-colors:active){:root{${forced}}}
@media print{:root{color-scheme:light;${onPaper}}}
`;
