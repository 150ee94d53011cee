/** The matrix of changes: a grid of rows, whose cells open below the whole row. */
const matrix = `
.matrix{font-size:var(--text-note)}.matrix h3{margin-bottom:0}
.matrix-head,.measure-row{display:grid;grid-template-columns:minmax(12rem,1.1fr) repeat(var(--columns),minmax(0,1.6fr));column-gap:var(--gap-2)}
.matrix-head{color:var(--dim);align-items:end;border-bottom:1px solid var(--dim);padding-bottom:var(--gap-1)}
.matrix-head>span{display:flex;justify-content:space-between;align-items:end;gap:var(--gap-2);padding:0 var(--gap-2)}
.measure-row{border-bottom:1px solid var(--line);align-items:stretch}
.measure-row[hidden]{display:none}
.measure-name{padding:var(--gap-1) 0;line-height:1.35}.measure-name small{color:var(--dim)}
.cell{margin:0}.cell>summary,span.cell{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:0 var(--gap-2);padding:var(--gap-1) var(--gap-2);color:var(--ink);list-style:none;border-left:3px solid transparent}
.cell>summary::-webkit-details-marker{display:none}
.cell>summary>.part:first-of-type::before{content:"▸ ";color:var(--dim)}.cell[open]>summary>.part:first-of-type::before{content:"▾ "}.cell[open]>summary{border-bottom:2px solid currentColor}
.cell>summary .column{display:none}.cell>summary:hover{background:var(--soft)}
.cell.worse>summary{background:var(--nogo-ground);border-left-color:var(--worse)}.cell.better>summary{border-left-color:var(--better)}
@media (forced-colors:active){.cell>summary{border-left-color:Canvas}.cell.worse>summary,.cell.better>summary{border-left-color:CanvasText}}
.part{font-variant-numeric:tabular-nums;white-space:nowrap}.part.proved{color:var(--ink)}.part small{color:var(--dim);font-size:inherit}
.part.unknown{color:var(--dim)}
.only-read{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.panel{color:var(--ink);padding:0 0 var(--gap-3)}
@supports selector(details::details-content){
.measure-row>.cell{display:contents}.measure-row>.cell::details-content{order:1;grid-column:1/-1}.measure-row>.cell:not([open])::details-content{display:none}}
.silent{margin:var(--gap-4) 0 0}.silent+.note{margin:0}
.links{color:var(--dim);font-weight:400;white-space:nowrap}.panel tbody th,.panel .name{min-width:0}span.said{white-space:nowrap}.case{font-weight:400;padding-left:var(--gap-3)}
`;

const explain = `
.explain{display:inline-block;margin:0;vertical-align:top}.explain[open]{display:block}
.explain>summary{display:inline-flex;justify-content:center;width:1.25rem;height:1.25rem;line-height:1.25rem;border-radius:50%;border:1px solid var(--line);color:var(--dim);font-size:var(--text-small);list-style:none}
.explain>summary::-webkit-details-marker{display:none}
.explain dl{display:grid;grid-template-columns:max-content 1fr;gap:0 var(--gap-2);margin:var(--gap-1) 0;font-size:var(--text-small);font-weight:400}.explain dt{color:var(--dim)}.explain dd{margin:0;overflow-wrap:anywhere}`;

const intervals = `
@media screen{.matrix svg.interval{min-width:15rem}}
svg.interval{display:block;width:100%;max-width:15rem;height:auto;color:var(--proved)}svg.interval.worse{color:var(--worse)}svg.interval.better{color:var(--better)}svg.interval.unknown{color:var(--unknown)}
svg.interval .allowed{fill:var(--allowed)}svg.interval .zero{stroke:var(--dim);stroke-width:1}
svg.interval .whisker{stroke:currentColor;stroke-width:3}svg.interval circle,svg.interval .beyond{fill:currentColor}
svg.interval.unknown circle{fill:var(--paper);stroke:currentColor;stroke-width:2}
svg.axis text{fill:var(--dim);font-size:11px}`;

/** Curves: the builds by colour and dash, repeats thin, heat as a strip. */
const curves = `
svg.curve polyline.repeat{stroke-width:1;opacity:.45}svg.curve polyline.reference{stroke:var(--dim);stroke-dasharray:1 4}
svg.curve .onset{stroke:var(--baseline);stroke-dasharray:2 2}svg.curve .onset.candidate{stroke:var(--candidate)}
svg.curve text.end{font-weight:600}svg.curve text.candidate{fill:var(--candidate)}
.heat.nominal{fill:var(--nominal)}.heat.fair{fill:var(--fair)}.heat.serious{fill:var(--serious)}.heat.critical{fill:var(--critical)}
.readout{fill:transparent}.readout:hover{fill:var(--ink);fill-opacity:.08}
svg.sample{width:28px;height:6px;vertical-align:middle;margin-right:.35rem}`;

const variants = `
svg.pareto{width:100%;max-width:56rem;min-width:36rem;height:auto}svg.pareto text{fill:var(--dim)}svg.pareto .axes line{stroke:var(--line)}
svg.pareto polyline{fill:none;stroke:var(--candidate);stroke-width:2;stroke-dasharray:6 3}svg.pareto .range{stroke:var(--dim);stroke-width:2}
svg.pareto .front{fill:var(--candidate)}svg.pareto .beaten{fill:var(--paper);stroke:var(--ink);stroke-width:2}
svg.pareto text.label{fill:var(--ink);stroke:var(--paper);stroke-width:4;paint-order:stroke}
@media print{svg.pareto{min-width:0}}`;

const narrow = `
@media (max-width:40rem){.evidence .cards td{grid-column:1/-1}.panel .cards td:empty{display:none}svg.curve text.end{font-size:18px}.matrix-head{display:none}.measure-row{grid-template-columns:minmax(0,1fr);padding:var(--gap-2) 0}.measure-row>.cell{display:block}.cell>summary .column{display:inline;flex:1 0 100%;color:var(--dim)}svg.interval{min-width:0;width:100%;max-width:20rem}}`;

/** The rules of what stands behind a verdict; colours and sizes are those of the theme. */
export const evidenceStyles = [matrix, explain, intervals, curves, variants, narrow].join('');
