import fc from 'fast-check';
import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../harness/app/simulated-run.fixture.ts';
import { deriveLogs } from '../harness/judge/derive.ts';
import type { RunVerdict } from '../harness/judge/verdict.ts';
import { buildReportModel } from './build-model.ts';
import { envelope } from './client/timeline/envelope.ts';
import { intervalSvg, reachOf } from './interval-svg.ts';
import { renderReport } from './page.ts';
import { sampleModel } from './sample-model.fixture.ts';

const render = () => renderReport(sampleModel(640), { clientScript: 'void 0' });

test('equal models give equal bytes', () => {
  expect(render()).toBe(render());
});

test('names are escaped wherever they stand', () => {
  const page = render();
  expect(page).toContain('sample &lt;1.1&gt;');
  expect(page).not.toContain('sample <1.1>');
});

test('each verdict word has its band, its title and its icon', () => {
  for (const word of ['GO', 'NO-GO', 'INCONCLUSIVE', 'INVALID'] as const) {
    const model = sampleModel(128);
    const page = renderReport(
      { ...model, verdict: { ...model.verdict, verdict: word } },
      { clientScript: '' },
    );
    expect(page).toMatch(new RegExp(`<section id="verdict" class="hero ${word}"`));
    expect(page).toMatch(new RegExp(`<title>${word} \\(SIMULATED\\): `));
    expect(page).toMatch(/<link rel="icon" href="data:image\/svg\+xml,[^"]+">/);
  }
});

test('the doubts and what a run left out stand beside the verdict', () => {
  const { measurement, comparisons, verdict } = deriveLogs(simulatedRunLogs({ speeds: { candidate: 20 } }));
  const skipped = {
    ...{ code: 'failed-fast', device: 'one', launch: null, invalidates: false, excludes: false },
    message: '13 launches after l2 were skipped, since the run fails fast: it crashes',
  };
  const measured = { ...measurement, caveats: [...measurement.caveats, skipped] };
  const doubts = { count: 4, worst: skipped };
  const page = renderReport(buildReportModel(measured, comparisons, { ...verdict, doubts }), {
    clientScript: '',
  });
  expect(page).toContain('<a href="#doubts">4 doubts</a>');
  expect(page).toContain(`<li>${skipped.message}`);
  expect(page).toContain(`one: ${skipped.message}.`);
});

test('a run without data still has a page', () => {
  const verdict: RunVerdict = {
    verdict: 'INVALID',
    headline: 'iPhone 15 has no data; nothing is concluded for it',
    detail: null,
    devices: [],
    doubts: { count: 0, worst: null },
  };
  const page = renderReport(
    { ...sampleModel(0), verdict, devices: [], comparisons: [], timelines: [], prompts: [], reference: [] },
    { clientScript: '' },
  );
  expect(page).toContain('No samples.');
  expect(page).toContain('iPhone 15 has no data');
});

test('thinning keeps the longest stall of every pixel column', () => {
  const series = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(series, fc.integer({ min: 1, max: 50 }), (values, width) => {
      const times = values.map((_, i) => i);
      const points = envelope({ times, values }, 0, times.length, width);
      expect(Math.max(...points.map((point) => point.y))).toBe(Math.max(...values));
      expect(Math.min(...points.map((point) => point.y))).toBe(Math.min(...values));
      expect(points.length).toBeLessThanOrEqual(2 * width);
      expect(points.map((point) => point.x)).toEqual(points.map((point) => point.x).sort((a, b) => a - b));
    }),
  );
});

test('the axis of an interval holds everything that is drawn on it', () => {
  const reach = reachOf([-9.3, 4, 2]);
  expect(reach).toBeGreaterThanOrEqual(9.3);
  const svg = intervalSvg({
    changePercent: -8,
    ci95Percent: [-9.3, -6.9],
    marginPercent: 2,
    reach,
    label: 'x',
  });
  for (const [, value] of svg.text.matchAll(/(?:x1|x2|cx)="([-\d.]+)"/g)) {
    expect(Number(value)).toBeGreaterThanOrEqual(0);
    expect(Number(value)).toBeLessThanOrEqual(180);
  }
});
