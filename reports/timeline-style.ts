/** How the timeline looks, on the screen and on paper. */
export const timelineStyle = `
#timeline .controls{gap:var(--gap-2)}#timeline .controls>*{font-size:var(--text-note)}#timeline .controls select{max-width:26rem}#timeline .controls input{width:4.75rem}
#timeline-said{margin:0;align-self:center}
input[aria-invalid=true]{border-color:var(--limit);outline:2px solid var(--limit)}
.token-readout{min-height:3.25rem;font-size:var(--text-note);font-variant-numeric:tabular-nums}
.token-readout p{margin:0;display:flex;flex-wrap:wrap;gap:0 var(--gap-3);align-items:baseline}
.token-readout span{white-space:nowrap}.token-readout .quiet{white-space:normal}.token-readout small,.token-readout .quiet,.axis-name small,.hint{color:var(--dim)}
.token-readout svg.sample{width:28px;height:8px;align-self:center;margin:0}.token-readout line{stroke-width:2;stroke:var(--candidate)}.token-readout .of-baseline line{stroke:var(--baseline);stroke-dasharray:5 3}
.plot{position:relative;margin:var(--gap-1) 0;user-select:none;touch-action:pan-y;cursor:crosshair}
.plot .chart{height:18rem;margin:0}.plot .chart.memory{height:80px}
.plot svg{display:block;font-size:11px}.plot text{fill:var(--ink)}.plot text.row{fill:var(--dim)}
.plot .decode{fill:var(--soft);stroke:var(--line)}.plot .prefill{fill:url(#prefill)}.plot .hatch{stroke:var(--dim);fill:none}
.state.nominal rect{fill:var(--nominal)}.state.fair rect{fill:var(--fair)}.state.serious rect{fill:var(--serious)}.state.critical rect{fill:var(--critical)}.plot .state.critical text{fill:var(--on-verdict)}
.state.unknown rect{fill:none;stroke:var(--line)}
.axis-name{margin:var(--gap-1) 0 0;font-size:var(--text-note);color:var(--dim)}
#limit-name{position:absolute;font-size:11px;color:var(--limit);background:var(--paper);padding:0 .25rem;transform:translateY(-50%)}
#crosshair{position:absolute;top:0;bottom:0;width:0;border-left:1px solid var(--ink);pointer-events:none}
#crosshair i{position:absolute;left:-6px;width:11px;height:11px;margin-top:-5.5px;border:2px solid var(--ink);border-radius:50%}
#crosshair i[hidden]{display:none}
#brush{position:absolute;top:0;bottom:0;background:var(--link);opacity:.18;pointer-events:none}
.hint{font-size:var(--text-small)}
.curve-said{margin:0;min-height:1.5em;font-variant-numeric:tabular-nums}svg.curve rect.is-read{fill:var(--ink);fill-opacity:.12}
@media (max-width:48rem){#timeline .controls select{max-width:100%}}
@media (forced-colors:active){.state rect{fill:Canvas;stroke:CanvasText}.plot .state text{fill:CanvasText}}
@media print{.print-all :is(.plot,.token-readout).needjs{display:block;break-inside:avoid}.plot .on-paper{position:absolute;inset:0;width:100%;height:100%}#timeline .hint{display:none}.plot .prefill{fill:var(--dim)}}
`;
