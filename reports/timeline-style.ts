/** How the timeline looks; colours that the page has are taken from it. Thermal colours stay apart in colour-blind views. */
export const timelineStyle = `
:root{--limit:#a3200d;--nominal:#dbe9f6;--fair:#f6d55c;--serious:#d9703a;--critical:#6b1236;--on-nominal:#1b1f24;--on-fair:#1b1f24;--on-serious:#1b1f24;--on-critical:#fff}
@media (prefers-color-scheme:dark){:root{--limit:#ff9d8a;--nominal:#20364d;--fair:#6f6a1c;--serious:#e59a4e;--critical:#fbe3ec;--on-nominal:#e7eaee;--on-fair:#fff;--on-serious:#1b1f24;--on-critical:#1b1f24}}
.plot{position:relative;margin:.25rem 0;user-select:none;touch-action:pan-y;cursor:crosshair}
.plot .chart{position:relative;height:18rem;margin:0}.plot .chart.memory{height:80px}
.plot svg{display:block;font-size:11px}
.plot text{fill:var(--ink)}.plot text.row{fill:var(--dim)}
.plot .decode{fill:var(--soft);stroke:var(--line)}.plot .prefill{fill:url(#prefill)}.plot .hatch{stroke:var(--dim);fill:none}
.state rect{stroke:none}
${['nominal', 'fair', 'serious', 'critical'].map((state) => `.state.${state} rect{fill:var(--${state})}.plot .state.${state} text{fill:var(--on-${state})}`).join('')}
.state.unknown rect{fill:none;stroke:var(--line)}
.axis-name{margin:.35rem 0 0;font-size:.8rem;color:var(--dim)}
#limit-name{position:absolute;font-size:11px;color:var(--limit);background:var(--paper);padding:0 .25rem;transform:translateY(-50%)}
#crosshair{position:absolute;top:0;bottom:0;width:0;border-left:1px solid var(--ink);pointer-events:none}
#crosshair i{position:absolute;left:-6px;width:11px;height:11px;margin-top:-5.5px;border:2px solid var(--ink);border-radius:50%}
#brush{position:absolute;top:0;bottom:0;background:var(--link);opacity:.18;pointer-events:none}
.readout{min-height:3.4rem;font-size:.85rem;font-variant-numeric:tabular-nums}
.readout p{margin:.15rem 0;display:flex;flex-wrap:wrap;gap:0 .9rem;align-items:baseline}
.readout span{white-space:nowrap}.readout .quiet{white-space:normal}.readout small,.readout .quiet,.axis-name small{color:var(--dim)}
.readout svg.sample{width:28px;height:8px;align-self:center}.readout line{stroke-width:2;stroke:var(--link)}.readout .of-baseline line{stroke:var(--base);stroke-dasharray:5 3}
#timeline .controls{gap:.35rem .6rem;font-size:.85rem}#timeline .controls select{max-width:21rem}#timeline .controls input{width:4.6rem}
@media (max-width:48rem){#timeline .controls select{max-width:100%}}
.hint{font-size:.8rem;color:var(--dim)}.said{min-height:1.5rem;margin:0;font-size:.85rem}
input[aria-invalid=true]{border-color:var(--limit);outline:2px solid var(--limit)}
img.on-paper{display:none}
@media print{.plot{break-inside:avoid}.print-all .plot{display:block!important}.plot .on-paper{display:block;width:100%;height:100%;position:absolute;inset:0}#crosshair[hidden],.hint{display:none}}
`;
