/** How the search field and its list look. */
export const searchStyle = `
.search{display:flex;gap:var(--gap-2);align-items:center;font-size:var(--text-note);color:var(--dim)}.search input{width:13rem}.search [role=status]{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
#search-found{position:fixed;z-index:3;width:min(40rem,calc(100vw - 16px));max-height:60vh;overflow-y:auto;padding:var(--gap-1) 0;background:var(--paper);border:1px solid var(--dim);border-radius:var(--corner);font-size:var(--text-note)}
#search-found[hidden],[data-unfound]{display:none!important}
#search-found [role=option]{padding:var(--gap-1) var(--gap-3);cursor:pointer}#search-found small{color:var(--dim)}#search-found [aria-selected=true]{background:var(--soft);box-shadow:inset 3px 0 var(--link)}
.found{outline:3px solid var(--link);outline-offset:-3px}
@media (max-width:40rem){.search input{width:5.5rem}.search input:focus{width:12rem}}
@media print{#search-found,.search{display:none}}
`;
