import { expect, test } from 'vitest';
import { isAskedFor, type ListedRun, type RunFilter } from './listed-run.ts';

const run: ListedRun = {
  run: '2026-01-02T03-00-00Z-3f9c1a',
  at: '2026-01-02T03:00:00.000Z',
  kind: 'ab',
  verdict: 'NO-GO',
  headline: 'Decode speed is 7.6 % lower on iPhone 15',
  virtual: false,
  builds: [
    { role: 'candidate', name: 'chat', version: '1.1', app: 'ab'.repeat(32), commit: '1a2b3c4d' },
    { role: 'baseline', name: 'chat', version: '1.0', app: 'cd'.repeat(32) },
  ],
  devices: [{ id: 'iphone-15', name: 'iPhone 15', os: '26.1' }],
  folder: '/runs/2026-01-02T03-00-00Z-3f9c1a',
  report: null,
};

test.each<[string, RunFilter, boolean]>([
  ['nothing', {}, true],
  ['its verdict', { verdicts: ['GO', 'no-go'] }, true],
  ['another verdict', { verdicts: ['GO'] }, false],
  ['its version', { build: '1.1' }, true],
  ['its name and version', { build: 'Chat 1.0' }, true],
  ['how its commit begins', { build: '1A2B3C' }, true],
  ['how its hash begins', { build: 'abababab' }, true],
  ['too little of a hash', { build: 'aba' }, false],
  ['its phone', { device: 'iPhone 15' }, true],
  ['another phone', { device: 'iphone-16' }, false],
  ['the day on which it began', { since: '2026-01-02T00:00:00.000Z' }, true],
  ['the day after', { since: '2026-01-03T00:00:00.000Z' }, false],
  ['words of its headline and its phone', { text: 'decode  26.1' }, true],
  ['words of which one is elsewhere', { text: 'decode memory' }, false],
  ['two of which one does not fit', { verdicts: ['NO-GO'], device: 'x' }, false],
])('a run is asked for by %s', (_, filter, asked) => {
  expect(isAskedFor(run, filter)).toBe(asked);
});
