/** Colours were checked for colour-blind views and contrast; every state has a word and a symbol as well. */
export const css = `
:root{color-scheme:light dark;--ink:#1b1f24;--dim:#565c64;--paper:#fff;--line:#d9dde2;--soft:#f4f6f8;--link:#0b5cad;--go:#0b5cad;--nogo:#a3200d;--other:#5c5f66;--base:#6b7078}
@media (prefers-color-scheme:dark){:root{--ink:#e7eaee;--dim:#a9b0b8;--paper:#14171b;--line:#343a41;--soft:#1d2126;--link:#7db9f5;--base:#a0a6ad}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,nav,main,footer{max-width:80rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1rem;color:var(--dim);font-size:.9rem}
.virtual{margin:0 0 .5rem;padding:.5rem .75rem;border:2px dashed var(--other);color:var(--ink);font-weight:600}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:.5rem 0;list-style:none}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999rem}.skip:focus{position:static}
h1{font-size:1.7rem;line-height:1.25;margin:.25rem 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:2.25rem 0 .5rem;border-top:1px solid var(--line);padding-top:1rem}
.badge{display:inline-block;padding:.1rem .6rem;border-radius:.3rem;color:#fff;font-weight:700;white-space:nowrap;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.GO{background:#0b5cad}.NO-GO{background:#a3200d}.INCONCLUSIVE,.INVALID,.MEASURED{background:#5c5f66}
.verdict{background:var(--soft);padding:1rem 1.25rem;border-radius:.5rem}
.verdict p{margin:.35rem 0}
code{font:.85rem ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:.5rem 0}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;color:var(--dim);padding:.25rem 0}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;font-weight:400;vertical-align:middle}
thead th{color:var(--dim);border-bottom:2px solid var(--line);vertical-align:bottom;white-space:nowrap}
tbody th{font-weight:600;min-width:9.5rem}
.name{min-width:9rem}.words{min-width:10.5rem}
tr[hidden]{display:none}
.verdict ul{list-style:none;padding:0;margin:.5rem 0}.verdict li{margin:.35rem 0}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
svg.interval{display:block;min-width:9rem}
.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem}figure{margin:0}figcaption{color:var(--dim);font-size:.9rem}
svg.curve{width:100%;height:auto;font-size:12px}svg.sample{width:28px;height:8px;vertical-align:middle;margin-right:.35rem}svg.sample polyline{stroke-width:2}.legend{margin:0;font-size:.9rem}.legend span{display:inline-block;margin-right:1.25rem}svg.curve text{fill:var(--dim)}svg.curve .grid{stroke:var(--line)}svg.curve polyline{fill:none;stroke-width:2}polyline.baseline{stroke:var(--base);stroke-dasharray:5 3}polyline.candidate{stroke:var(--link)}
.controls{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:.5rem 0}
.controls label{display:flex;flex-direction:column;min-width:0;max-width:100%;font-size:.85rem;color:var(--dim)}
select,input,button{font:inherit;padding:.25rem .5rem;border:1px solid var(--dim);border-radius:.3rem;background:var(--paper);color:var(--ink);max-width:100%}
input[type=number]{width:6rem}
button[aria-pressed=true]{background:var(--ink);color:var(--paper)}
.chart{position:relative;height:19rem;margin:.75rem 0}
.needjs{display:none}.js .needjs{display:block}.js .controls.needjs{display:flex}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--link)}
@media (max-width:48rem){tbody th{position:sticky;left:0;background:var(--paper);box-shadow:inset -1px 0 var(--line)}}
@media (max-width:40rem){svg.curve{font-size:20px}}
footer{color:var(--dim);font-size:.85rem;padding:2rem 1.25rem}
@media print{:root{color-scheme:light;--ink:#000;--dim:#333;--paper:#fff;--line:#bbb;--soft:#fff;--link:#000}nav,.needjs,.js .needjs,.js .controls.needjs,canvas,.skip,.evidence{display:none}.print-all .evidence{display:block}section,figure,tr{break-inside:avoid}.print-all section{break-inside:auto}.scroll{overflow:visible}table{font-size:8pt}th,td{padding:.15rem .3rem}thead th,.number{white-space:normal}tbody th,.name,.words,svg.interval{min-width:0}tbody th{position:static;box-shadow:none}svg.interval{width:4.5rem;height:auto}td{overflow-wrap:anywhere}}
`;
