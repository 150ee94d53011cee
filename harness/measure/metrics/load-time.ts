import { type Metric, perLaunch } from './metric.ts';

/** Cold and warm loads are separate series: published pairs differ twofold. */
const load = (id: string, name: string, cold: boolean): Metric => ({
  id,
  name,
  unit: 's',
  direction: 'lower',
  needs: ['model.loaded'],
  defaultMarginPercent: null,
  role: 'dashboard',
  formula: `model file opened → ready, ${cold ? 'after a reboot or purged cache' : 'not the first'}`,
  compute: ({ load: loaded }) =>
    perLaunch(
      loaded && loaded.cold === cold ? loaded.loadUs / 1e6 : null,
      loaded ? `the load was ${loaded.cold ? 'cold' : 'warm'}` : 'the model was not loaded',
    ),
});

export const loadTime: readonly Metric[] = [
  load('load_cold', 'Cold model load', true),
  load('load_warm', 'Warm model load', false),
];
