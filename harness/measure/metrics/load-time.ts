import type { LoadRegime } from '../load-regime.ts';
import type { LaunchRecord } from '../result.ts';
import { type Metric, perLaunch } from './metric.ts';

/** A regime is a metric of its own, so that no statistic, comparison or gate rule can put two of them together. */
const load = (regime: LoadRegime, name: string, when: string): Metric => ({
  id: `load_${regime}`,
  name,
  unit: 's',
  direction: 'lower',
  needs: ['model.loaded'],
  gate: null,
  role: 'dashboard',
  formula: `agent’s start → model ready, ${when}`,
  source: 'published pairs of 13.5 against 25.4 tok/s and a first load of 208 s',
  version: 3,
  compute: ({ load: loaded }) =>
    perLaunch(loaded?.regime.regime === regime ? loaded.readyUs / 1e6 : null, whyNot(loaded)),
});

const regimeWords: Readonly<Record<LoadRegime, string>> = {
  first: 'the first after an install',
  cold: 'cold',
  warm: 'warm',
};

function whyNot(loaded: LaunchRecord['load']): string {
  if (!loaded) return 'the model was not loaded';
  const { regime } = loaded;
  return regime.regime === null ? regime.unknown : `the load was ${regimeWords[regime.regime]}`;
}

export const loadTime: readonly Metric[] = [
  load(
    'first',
    'First model load after an install',
    'first load after the journal’s last install of app or model; two builds on one phone are installed by turns, so each change of build makes one',
  ),
  load('cold', 'Cold model load', 'a later load, the first after a boot or a purged cache'),
  load('warm', 'Warm model load', 'any other later load'),
];
