/** What every page shares: text, links, tables, controls, pictures. Colours and sizes are those of the theme. */
const text = `
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:var(--text-body)/1.5 var(--sans)}
header,nav,main,footer{max-width:var(--page);margin:0 auto;padding:0 1.25rem}
header{padding-top:var(--gap-3);color:var(--dim);font-size:var(--text-note)}header p{margin:0}
main>section{margin-top:var(--rhythm);scroll-margin-top:4rem}main>section:first-child{margin-top:var(--gap-4)}
h1,h2,h3{text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:var(--text-title);line-height:1.25;margin:var(--gap-1) 0 var(--gap-2)}
h2{font-size:var(--text-lead);line-height:1.3;margin:0 0 var(--gap-2)}
h3{font-size:var(--text-body);margin:var(--gap-6) 0 var(--gap-1)}
small{font-size:var(--text-small)}.note,figcaption{color:var(--dim);font-size:var(--text-note)}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999rem}.skip:focus{position:static}
code{font:.85em var(--mono);overflow-wrap:anywhere}
footer{color:var(--dim);font-size:var(--text-note);padding:var(--rhythm) 1.25rem}`;

/** A word of a verdict, and what is read from an interval: worse, better, proved, unknown. */
const marks = `
.badge{display:inline-block;padding:.1rem .6rem;border-radius:var(--corner);background:var(--verdict,var(--invalid));color:var(--on-verdict);font-weight:700;white-space:nowrap;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.GO{--verdict:var(--go);--ground:var(--go-ground)}.NO-GO{--verdict:var(--nogo);--ground:var(--nogo-ground)}
.INCONCLUSIVE{--verdict:var(--inconclusive);--ground:var(--inconclusive-ground)}.INVALID,.MEASURED{--verdict:var(--invalid);--ground:var(--invalid-ground)}
.tag{display:inline-block;padding:0 .4rem;border:1px solid currentColor;border-radius:var(--corner);color:var(--dim);font-size:var(--text-small);font-weight:600;letter-spacing:.04em;white-space:nowrap}
.worse{color:var(--worse)}.better{color:var(--better)}.proved{color:var(--proved)}.unknown{color:var(--unknown)}`;

const boxes = `
.virtual{margin:0 0 var(--gap-2);color:var(--dim)}
.verdict{background:var(--soft);padding:var(--gap-4) 1.25rem;border-radius:var(--corner)}.verdict p{margin:.35rem 0}
.verdict ul{list-style:none;padding:0;margin:var(--gap-2) 0}.verdict li{margin:.35rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:.5rem 0;list-style:none}`;

const tables = `
.scroll{overflow-x:auto;margin:var(--gap-2) 0}
table{border-collapse:collapse;width:100%;font-size:var(--text-note)}
caption{text-align:left;color:var(--dim);padding:var(--gap-1) 0}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;font-weight:400;vertical-align:middle}
thead th{color:var(--dim);border-bottom:1px solid var(--dim);vertical-align:bottom;white-space:nowrap}
tbody th{font-weight:600;min-width:9.5rem}
.name{min-width:9rem}.words{min-width:10.5rem}
tr[hidden]{display:none}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}`;

const controls = `
.controls{display:flex;flex-wrap:wrap;gap:var(--gap-2) var(--gap-4);align-items:end;margin:var(--gap-2) 0}
.controls label{display:flex;flex-direction:column;min-width:0;max-width:100%;font-size:var(--text-note);color:var(--dim)}
select,input,button{font:inherit;padding:.25rem .5rem;border:1px solid var(--dim);border-radius:var(--corner);background:var(--paper);color:var(--ink);max-width:100%}
::placeholder{color:var(--dim);opacity:1}
input[type=number]{width:6rem}
button[aria-pressed=true]{background:var(--ink);color:var(--paper)}
.needjs{display:none}.js .needjs{display:block}.js .controls.needjs{display:flex}
details{margin:var(--gap-2) 0}summary{cursor:pointer;color:var(--link)}`;

const pictures = `
svg.interval{display:block;min-width:9rem}
.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:var(--gap-4)}figure{margin:0}
svg.curve{width:100%;height:auto;font-size:12px}svg.sample{width:28px;height:8px;vertical-align:middle;margin-right:.35rem}svg.sample polyline{stroke-width:2}.legend{margin:0;font-size:var(--text-note)}.legend span{display:inline-block;margin-right:1.25rem}svg.curve text{fill:var(--dim)}svg.curve .grid{stroke:var(--line)}svg.curve polyline{fill:none;stroke-width:2}polyline.baseline{stroke:var(--baseline);stroke-dasharray:5 3}polyline.candidate{stroke:var(--candidate)}
.chart{position:relative;height:19rem;margin:var(--gap-3) 0}`;

const narrow = `
@media (max-width:48rem){tbody th{position:sticky;left:0;background:var(--paper);box-shadow:inset -1px 0 var(--line)}}
@media (max-width:40rem){svg.curve{font-size:20px}
.cards,.cards tbody{display:block}.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.cards caption{display:block}
.cards tr{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 var(--gap-4);padding:var(--gap-2) 0;border-bottom:1px solid var(--line)}
.cards th,.cards td{display:block;padding:.1rem 0;border:0;min-width:0}.cards th{grid-column:1/-1;position:static;box-shadow:none}
.cards .number{display:flex;justify-content:space-between;text-align:left}.cards .number::before{content:attr(data-title);color:var(--dim)}.cards svg{min-width:0;width:100%}}
@media (prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important;scroll-behavior:auto!important}}`;

/** Words on a filled ground keep it: a browser that forces colours would paint the page's ground behind them. */
const forced = `
@media (forced-colors:active){.badge,button[aria-pressed=true]{forced-color-adjust:none}}`;

const print = `
@media print{nav,.needjs,.js .needjs,.js .controls.needjs,canvas,.skip,.evidence{display:none}.print-all .evidence{display:block}section,figure,tr{break-inside:avoid}.print-all section{break-inside:auto}.scroll{overflow:visible}table{font-size:8pt}th,td{padding:.15rem .3rem}thead th,.number{white-space:normal}tbody th,.name,.words,svg.interval{min-width:0}tbody th{position:static;box-shadow:none}svg.interval{width:4.5rem;height:auto}td{overflow-wrap:anywhere}}`;

export const styles = [text, marks, boxes, tables, controls, pictures, narrow, forced, print].join('');
