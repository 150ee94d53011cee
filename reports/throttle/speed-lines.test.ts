import { expect, test } from 'vitest';
import type { CurveRow } from '../report-model.ts';
import { sampleModel } from '../sample-model.fixture.ts';
import { onsetOf, plateauOf, speedLines } from './speed-lines.ts';
import { throttleSvg } from './throttle-svg.ts';

const [baseline, candidate] = sampleModel(128).curves as readonly [CurveRow, CurveRow];
const fall = (curve: CurveRow, by: number): CurveRow => ({
  ...curve,
  plateau: curve.plateau * by,
  speeds: curve.speeds.map((each) => ({ ...each, tokensPerSecond: each.tokensPerSecond * by })),
});

test('of several soaks the median is the line, and each stays as a thin one', () => {
  const curves = [baseline, candidate, fall(candidate, 0.5), fall(candidate, 0.8)];
  const [, line] = speedLines(curves);
  expect(line?.repeats).toHaveLength(3);
  const [one] = speedLines([fall(candidate, 0.8)]);
  expect(line?.middle).toEqual(one?.middle);
  expect(throttleSvg(curves, 600, 'x').text.match(/class="candidate repeat"/g)).toHaveLength(3);
  expect(throttleSvg(curves, 600, 'x').text).not.toContain('baseline repeat');
});

test('a phone that did not throttle in most of its soaks has no onset, and no mark', () => {
  const calm = { ...candidate, onsetSeconds: null };
  const [line] = speedLines([candidate, calm, calm]);
  expect(line && onsetOf(line)).toBeNull();
  expect(throttleSvg([calm], 600, 'x').text).not.toContain('throttles');
});

test('builds that end at the same speed have labels apart', () => {
  const lines = speedLines([baseline, candidate]);
  expect(lines.map(plateauOf)).toEqual([6, 6]);
  const places = [
    ...throttleSvg([baseline, candidate], 600, 'x').text.matchAll(
      /class="end [^"]*" x="[^"]*" y="([\d.]+)"/g,
    ),
  ];
  const [first, second] = places.map(([, y]) => Number(y));
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(46);
});

test('every phone has the same seconds on its axis', () => {
  const short = { ...candidate, speeds: candidate.speeds.slice(0, 300), loadSeconds: 300 };
  expect(throttleSvg([short], 600, 'x').text).toContain('>600 s</text>');
});
