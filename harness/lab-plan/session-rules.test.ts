import { expect, test } from 'vitest';
import { simulatedManifest } from '../app/simulated-run.fixture.ts';
import { placeName, withPhones } from './places.ts';
import { isGivenUp, shouldBeQuarantined } from './session-rules.ts';

test('a place of a pool goes back after its host was silent for too long; a phone that is meant by name waits', () => {
  expect(isGivenUp({ pool: 'iPhone15,4', silentSeconds: 1801 }, 1800)).toBe(true);
  expect(isGivenUp({ pool: 'iPhone15,4', silentSeconds: 1800 }, 1800)).toBe(false);
  expect(isGivenUp({ pool: null, silentSeconds: 1e9 }, 1800)).toBe(false);
});

test('three lost sessions in a row propose a quarantine, whatever was cancelled between them', () => {
  expect(shouldBeQuarantined(['done', 'lost', 'cancelled', 'lost', 'lost'])).toBe(true);
  expect(shouldBeQuarantined(['lost', 'lost', 'done'])).toBe(false);
  expect(shouldBeQuarantined(['lost', 'lost'])).toBe(false);
});

test('a place takes its phone’s id and name, and its launches stay as they were planned', () => {
  const place = placeName('iPhone15,4', 2);
  const planned = simulatedManifest({ devices: [place, 'one'], speeds: { candidate: 1 }, blocks: 1 });
  const taken = withPhones(planned, new Map([[place, { id: 'rack-7', name: 'Rack 7', udid: 'u' }]]));
  expect(taken.sessions.map(({ device }) => device.id)).toEqual(['rack-7', 'one']);
  expect(taken.sessions.map(({ launches }) => launches)).toEqual(
    planned.sessions.map(({ launches }) => launches),
  );
});
