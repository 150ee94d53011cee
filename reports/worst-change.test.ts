import { expect, test } from 'vitest';
import { sampleModel } from './sample-model.fixture.ts';
import { firstLaunch, worstChange } from './worst-change.ts';

const model = sampleModel(256);

test('the worst change is the one for the worse that passes its limit by most', () => {
  expect(worstChange(model.comparisons)).toMatchObject({
    metric: 'decode_rate',
    device: 'a',
    suite: 'quick',
  });
  const better = model.comparisons.map((each) => ({
    ...each,
    perDevice: each.perDevice.map((own) => ({ ...own, reading: 'improvement' as const, cases: [] })),
  }));
  expect(worstChange(better)).toBeNull();
});

test('a reader first sees the candidate’s longest launch on the phone that decided', () => {
  const first = model.timelines[firstLaunch(model)];
  expect([first?.device, first?.role]).toEqual(['a', 'candidate']);
  const soak = { ...model.timelines[1], launch: 'soak', endUs: 9e9 } as (typeof model.timelines)[number];
  const longer = { ...model, timelines: [...model.timelines, soak] };
  expect(longer.timelines[firstLaunch(longer)]?.launch).toBe('soak');
});

test('of a run without a change for the worse it is the longest launch of a candidate', () => {
  const calm = { ...model, comparisons: [], verdict: { ...model.verdict, devices: [] } };
  const first = calm.timelines[firstLaunch(calm)];
  expect(first?.role).toBe('candidate');
  expect(firstLaunch({ ...calm, timelines: [] })).toBe(0);
});
