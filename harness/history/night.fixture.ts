import type { Night, NightCell } from './night.ts';

/** A night by hand: one phone, decode speed, in logs. */
export function nightFixture(index: number, cell: Partial<NightCell>, over: Partial<Night> = {}): Night {
  const at = new Date(Date.UTC(2026, 0, 1 + index, 3)).toISOString();
  return {
    v: 1,
    run: runName(index),
    at,
    kind: 'ab',
    virtual: true,
    metricsVersion: 1,
    verdict: 'GO',
    builds: [
      { role: 'candidate', name: `head ${index}`, version: '1', app: `${index}`.padStart(64, '0') },
      { role: 'pinned', name: 'pinned', version: '1', app: 'f'.repeat(64) },
    ],
    devices: [{ id: 'one', name: 'iPhone one', os: '26.1' }],
    cells: [
      {
        device: 'one',
        suite: 'quick',
        kind: 'burst',
        metric: 'decode_rate',
        paired: null,
        plain: null,
        control: null,
        halfWidth: 0.01,
        launches: 8,
        reason: null,
        facts: factsFixture,
        ...cell,
      },
    ],
    ...over,
  };
}

export const factsFixture = {
  osBuild: '23B85',
  engine: 'llama.cpp b1 on metal',
  model: 'a'.repeat(64),
  promptSet: '0123456789abcdef',
  phone: 'iPhone15,4',
  metricsVersion: 1,
};

/** Sorts like a run id. */
export const runName = (index: number): string =>
  `${new Date(Date.UTC(2026, 0, 1 + index, 3)).toISOString().slice(0, 10)}T03-00-00Z`;
