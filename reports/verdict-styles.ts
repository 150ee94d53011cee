/** The first screen: the word on its band, the facts, the gate with doubts and next step beside it. What a detail quotes may be long; all of it stands among the doubts. */
const hero = `
.hero{border-left:4px solid var(--verdict);background:var(--ground);padding:var(--gap-4) var(--gap-6);border-radius:0 var(--corner) var(--corner) 0;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.hero h1{margin:0;font-weight:400}
.hero .word{display:flex;flex-wrap:wrap;align-items:center;gap:0 var(--gap-3);color:var(--verdict);font-size:min(var(--text-hero),10.5vw);font-weight:750;line-height:1.1;letter-spacing:-.02em}
.hero.INCONCLUSIVE .word{font-size:min(var(--text-hero),8vw)}
.hero .tag{letter-spacing:.04em;align-self:center}
.hero .reason{display:block;margin-top:var(--gap-1);font-size:var(--text-lead);font-weight:600;line-height:1.3}
.hero .detail{margin:var(--gap-1) 0 0;color:var(--dim);overflow-wrap:anywhere}
@media screen{.hero .detail{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}}
.facts{overflow:hidden;display:flex;flex-wrap:wrap;gap:0 var(--gap-4);list-style:none;margin:var(--gap-3) 0 0;padding:0;font-size:var(--text-note)}
.facts li{position:relative;overflow-wrap:anywhere}.facts li+li::before{content:"";position:absolute;left:calc(var(--gap-4)/-2);top:.35em;height:.8em;border-left:1px solid var(--dim)}
.against{color:var(--dim)}`;

const gates = `
main>section.decision{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:var(--gap-4) var(--rhythm);margin-top:var(--gap-6)}
.decision>.note{grid-column:1/-1;margin:0}
.decision h2{font-size:var(--text-note);color:var(--dim);font-weight:600;margin:0 0 var(--gap-1)}
.decision ul{list-style:none;margin:0;padding:0}.beside{font-size:var(--text-note)}
.beside p{margin:0}.beside li{margin:0 0 var(--gap-1);overflow-wrap:anywhere}.next{margin-top:var(--gap-4)}.next code{display:inline-block}
.gates li{display:grid;grid-template-columns:1.5rem minmax(8rem,13rem) minmax(0,1fr) auto;gap:0 var(--gap-2);align-items:baseline;padding:.3rem 0;border-bottom:1px solid var(--line)}
.gates li.said{display:block}
.gates .mark{font-weight:700;text-align:center}.passed .mark{color:var(--go)}.failed .mark,.failed .measured{color:var(--nogo)}.gates .unknown{color:inherit}.unknown .mark,.waived .mark{color:var(--inconclusive)}
.gates .gate{font-weight:600}.gates .measured{font-variant-numeric:tabular-nums}.failed .measured{font-weight:600}
.gates .allowed,.gates .where{color:var(--dim);font-size:var(--text-note)}.gates .allowed{text-align:right;white-space:nowrap}.gates .where{grid-column:3/-1;font-size:var(--text-small)}
@media (max-width:64rem){main>section.decision{grid-template-columns:minmax(0,1fr)}}
@media (max-width:40rem){header{font-size:var(--text-small)}
.hero{padding:var(--gap-3) var(--gap-4)}.hero .reason{font-size:var(--text-body)}.hero .detail{font-size:var(--text-note)}
.gates li{grid-template-columns:1.25rem minmax(0,1fr) auto;font-size:var(--text-note);padding:.2rem 0}
.gates .several{grid-column:2/-1}.gates .measured{text-align:right}.gates .long{grid-column:2/-1;text-align:left}.gates .allowed{grid-column:2/-1;font-size:var(--text-small)}.gates .where{grid-column:2/-1;text-align:right}
}`;

/** The way through the page stays in sight, on one line, with the verdict in it. */
const navigation = `
nav{position:sticky;top:0;z-index:2;display:flex;align-items:center;gap:var(--gap-4);background:var(--paper);font-size:var(--text-note)}
nav ul{min-width:0;flex-wrap:nowrap;overflow-x:auto;scrollbar-width:none;margin:0;padding:var(--gap-2) 0;gap:var(--gap-4)}
nav li a{color:var(--dim);text-decoration:none;white-space:nowrap;padding:.15rem 0;border-bottom:2px solid transparent}nav li a:hover{color:var(--link)}nav li a[aria-current]{color:var(--ink);border-color:var(--ink)}
nav ul{flex:0 1 auto;min-width:0}nav .search{flex:none;margin-left:auto}@media (max-width:40rem){nav{gap:var(--gap-2)}nav .search input{width:5.5rem}.gates li{padding:.15rem 0}}
nav .badge{flex:none;text-decoration:none;font-size:var(--text-small)}
@media (forced-colors:active){nav li a{border-color:Canvas}nav li a[aria-current]{border-color:CanvasText}}`;

const paper = `
@page{margin:14mm 12mm 16mm;@bottom-left{content:"Heatsoak";font:9pt system-ui,sans-serif;color:#555}@bottom-right{content:counter(page) " / " counter(pages);font:9pt system-ui,sans-serif;color:#555}}
@media print{nav{display:none}.hero .word{font-size:28pt}.hero{border-left-width:4pt}main>section.decision{grid-template-columns:minmax(0,3fr) minmax(0,2fr);margin-top:var(--gap-4)}.print-all .decision{break-after:page}h2,summary,figcaption{break-after:avoid}}`;

const phones = `
#devices thead th{white-space:normal}
.answer{color:var(--verdict);white-space:nowrap}.value{white-space:nowrap;font-variant-numeric:tabular-nums}
.alike{border-bottom:1px solid var(--line);margin:0}.alike summary{color:var(--ink);padding:var(--gap-2) 0}
@media (max-width:40rem){.cards td:nth-child(3),.cards td:nth-child(4){grid-column:1/-1}.cards br{display:none}}`;

export const verdictStyles = hero + gates + phones + navigation + paper;
