import type { LaunchRecord } from '../result.ts';
import { type Metric, perLaunch } from './metric.ts';

/** Cold and warm loads are separate series: published pairs differ twofold. */
const load = (id: string, name: string, cold: boolean): Metric => ({
  id,
  name,
  unit: 's',
  direction: 'lower',
  needs: ['model.loaded'],
  gate: null,
  role: 'dashboard',
  formula: `agent’s start → model ready, ${cold ? 'first load after a boot or a purged cache' : 'any later load'}`,
  source: 'published pairs of 13.5 against 25.4 tok/s and a first load of 208 s',
  version: 2,
  compute: ({ load: loaded }) =>
    perLaunch(loaded && loaded.cold === cold ? loaded.readyUs / 1e6 : null, whyNot(loaded)),
});

function whyNot(loaded: LaunchRecord['load']): string {
  if (!loaded) return 'the model was not loaded';
  if (loaded.cold === null) return 'the device cannot distinguish a cold load from a warm one';
  return `the load was ${loaded.cold ? 'cold' : 'warm'}`;
}

export const loadTime: readonly Metric[] = [
  load('load_cold', 'Cold model load', true),
  load('load_warm', 'Warm model load', false),
];
