import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../harness/app/simulated-run.fixture.ts';
import { deriveLogs } from '../harness/judge/derive.ts';
import { viewOfPlace } from './changes/place-links.ts';
import { type SlowPlace, slowPlaceOf, slowPlaces } from './slow-places.ts';

/** Makes the fourth entry of case b's times in one launch of the candidate ten times as long. */
function stalled(log: string): string {
  const trial = /"type":"trial\.started","trial":(\d+),"case":"b"/.exec(log)?.[1];
  return log.replace(
    new RegExp(`("type":"tokens","trial":${trial},.*?"deltasUs":)(\\[.*?\\])`),
    (_, before: string, deltas: string) => {
      const times = JSON.parse(deltas) as number[];
      return before + JSON.stringify(times.map((time, i) => (i === 3 ? 10 * time : time)));
    },
  );
}

const { measurement } = deriveLogs(
  simulatedRunLogs({
    speeds: { baseline: 10, candidate: 10 },
    edit: (log, { role, block }) => (role === 'candidate' && block === 2 ? stalled(log) : log),
  }),
);
const places = slowPlaces(measurement.launches);
const change = { metric: 'decode_rate', device: 'one', suite: 'quick', case: null };

test('the slowest token of a change is found: its launch, its trial, its place in it, and a window around it', () => {
  const place = slowPlaceOf(places, change) as SlowPlace;
  const launch = measurement.launches.find(({ planned }) => planned.id === place.launch);
  expect(launch?.planned).toMatchObject({ role: 'candidate', block: 2 });
  expect([place.case, place.trial?.token]).toEqual(['b', 3]);
  const trial = launch?.trials[place.trial?.index ?? -1];
  expect(trial?.case).toBe('b');
  expect(place.trial?.tokenMs).toBeCloseTo((trial?.deltasUs[3] ?? 0) / 1000, 9);
  const [from, to] = place.window;
  const at = ((trial?.t0 ?? 0) + (trial?.deltasUs.slice(0, 4).reduce((a, b) => a + b, 0) ?? 0)) / 1e6;
  expect([from <= at, at <= to]).toEqual([true, true]);
});

test('of one case only that case is looked at', () => {
  expect(slowPlaceOf(places, { ...change, case: 'a' })?.case).toBe('a');
});

test('first tokens are the first of their trials, and memory is a moment of a launch', () => {
  expect(slowPlaceOf(places, { ...change, metric: 'ttft' })?.trial?.token).toBe(0);
  const memory = slowPlaceOf(places, { ...change, metric: 'footprint_peak', case: 'b' });
  expect([memory?.at, memory?.trial]).toEqual(['memory', null]);
});

test('a view names the place down to the token, and a phone without a place has none', () => {
  const place = slowPlaceOf(places, change) as SlowPlace;
  expect(viewOfPlace(place)).toMatchObject({
    ...{ section: 'timeline', device: 'one', launch: place.launch, case: 'b', token: 3 },
    trial: place.trial?.index,
  });
  expect(slowPlaceOf(places, { ...change, device: 'two' })).toBeNull();
});
