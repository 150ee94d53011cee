import { expect, test } from 'vitest';
import { decideVerdict } from '../harness/judge/gate.ts';
import type { GateRequest } from '../harness/judge/gate-request.ts';
import { linesOf } from '../harness/judge/gates/gate-line.ts';
import { gateFindings } from '../harness/judge/gates/gate-lines.ts';
import { variantsMeasurement } from '../harness/judge/variants.fixture.ts';
import { buildReportModel } from './build-model.ts';
import { renderReport } from './page.ts';
import { crossoverWords } from './sections/server.ts';

const side = { fixedMs: 30, perPromptMs: 10, tokenMs: 60, meanKl: 0.1 };
const server = { id: 'hosted', fixedMs: 420, perPromptMs: 0.5, tokenMs: 12, meanKl: null };
const doubts = { count: 0, worst: null };
const q4 = { ...side, id: 'q4' };
const q8 = { ...side, id: 'q8', tokenMs: 100, meanKl: 0.01 };

function report(
  variants: Parameters<typeof variantsMeasurement>[0],
  hosted: typeof server | null,
  launches = 3,
  caveats: GateRequest['caveats'] = [],
): string {
  const measurement = variantsMeasurement(variants, hosted, launches);
  const devices = measurement.manifest.sessions.map(({ device }) => device);
  const asked: GateRequest = { devices, purpose: 'variants', comparisons: [], required: [], caveats };
  const verdict = decideVerdict(asked);
  const gates = linesOf(gateFindings(asked, verdict.devices, { bounds: [], ends: [], outputs: [] }));
  return renderReport(buildReportModel(measurement, [], { ...verdict, doubts, gates }), { clientScript: '' });
}

test('variants: a picture with a table twin, names escaped, the front marked by shape and word', () => {
  const html = report([q4, q8], null);
  expect(html).toContain('<a href="#variants">Variants</a>');
  expect(html).toMatch(/<svg class="pareto" role="img" aria-label="[^"]*iPhone 15 \(virtual\)/);
  expect(html.match(/<circle class="front"/g)).toHaveLength(2);
  expect(html).toContain('id="variants-phone"');
  expect(html).toContain('phi3 &lt;q4&gt;');
  expect(html).not.toContain('phi3 <q4>');
  expect(html).toContain('● yes');
  expect(html).toContain('Speed, memory and load time are simulated by virtual phones.');
  expect(html).not.toContain('#server');
});

test('variants have no verdict: what was measured, the trade-offs, and no section that would be empty', () => {
  const html = report([q4, q8], null);
  expect(html).toContain(
    '<title>MEASURED (SIMULATED): 2 variants measured side by side: numbers, no verdict</title>',
  );
  expect(html).toContain('■ MEASURED');
  expect(html).toContain('best trade-offs phi3 &lt;q4&gt;, phi3 &lt;q8&gt;');
  for (const absent of ['INCONCLUSIVE</span>', 'One build alone', 'Nothing was measured', 'No samples'])
    expect(html).not.toContain(absent);
  for (const [, id] of html.matchAll(/<a href="#([a-z]+)"/g)) expect(html).toContain(`id="${id}"`);
});

test('variants on a phone that is not valid say on the first screen what kept it from being so', () => {
  const caveat = { code: 'low-power-mode', device: 'phone', launch: null, invalidates: true } as const;
  const html = report([q4, q8], null, 3, [{ ...caveat, message: 'Low Power Mode was on' }]);
  expect(html).toContain('<title>INVALID (SIMULATED):');
  expect(html).toMatch(/id="gates">Gate<\/h2><ul>\s*<li class="unknown">.*Phones.*not valid/);
  expect(report([q4, q8], null)).not.toContain('id="gates"');
});

test('a launch of a variant is named by its variant', () => {
  expect(report([q4, q8], null)).toMatch(/<option value="0">[^<]*variants, q4, block 1/);
});

test('without a source the report says that quality is unknown, and draws no picture', () => {
  const html = report([{ ...q4, meanKl: null }], null);
  expect(html).toContain('Quality is unknown');
  expect(html).toContain('? quality unknown');
  expect(html).not.toContain('class="pareto"');
});

test('with too few launches there is no front, and the report says why', () => {
  const html = report([q4, q8], null, 2);
  expect(html).toContain('No front: fewer than 3 launches of each variant');
  expect(html.match(/\? too few launches/g)).toHaveLength(2);
  expect(html).not.toContain('class="front"');
});

test('with a server the report says who answers first, at which distance', () => {
  const html = report([q4], server);
  expect(html).toContain('<a href="#server">Server</a>');
  expect(html).toContain('At the measured round trip of 40\u00a0ms: the server, at every prompt length.');
  expect(html).toContain('Round trip up to which the server answers first');
  expect(html).toContain('The phone’s side is simulated');
});

test('a report of a comparison has neither section', () => {
  const measurement = variantsMeasurement([q4], null);
  const { kind: _kind, ...manifest } = measurement.manifest;
  const verdict = decideVerdict({
    devices: [],
    purpose: 'variants',
    comparisons: [],
    required: [],
    caveats: [],
  });
  const html = renderReport(buildReportModel({ ...measurement, manifest }, [], { ...verdict, doubts }), {
    clientScript: '',
  });
  expect(html).not.toContain('id="variants"');
  expect(html).not.toContain('id="server"');
});

test('crossings are given in words, with a doubt where they are extrapolated', () => {
  expect(crossoverWords({ winner: 'server-from', promptTokens: 240, extrapolated: true })).toBe(
    'the server from 240 prompt tokens on, the phone below (outside the measured lengths)',
  );
  expect(crossoverWords({ winner: 'phone', promptTokens: null, extrapolated: false })).toBe(
    'the phone, at every prompt length',
  );
});
