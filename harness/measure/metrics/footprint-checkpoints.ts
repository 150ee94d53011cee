import type { LaunchRecord } from '../result.ts';
import { type Metric, perLaunch } from './metric.ts';

const MIB = 2 ** 20;
type Moment = LaunchRecord['checkpoints'][number]['at'];

const footprintAt = (id: string, name: string, at: Moment, formula: string): Metric => ({
  id,
  name,
  unit: 'MiB',
  direction: 'lower',
  needs: ['checkpoint'],
  gate: null,
  role: 'diagnostic',
  formula: `charged memory ${formula}`,
  source: 'PocketPal’s checkpoints',
  version: 1,
  compute({ checkpoints }) {
    const found = checkpoints.find((each) => each.at === at);
    return perLaunch(found ? found.footprintBytes / MIB : null, `the log has no checkpoint ${at}`);
  },
});

/** Memory at named moments; the peak is a metric of its own. */
export const footprintCheckpoints: readonly Metric[] = [
  footprintAt('footprint_launch', 'Memory at launch', 'launch', 'when the app has started'),
  footprintAt('footprint_before_load', 'Memory before load', 'before-load', 'before the model is opened'),
  footprintAt('footprint_after_load', 'Memory after load', 'after-load', 'when the model is ready'),
  footprintAt('footprint_after_warm_up', 'Memory after warm-up', 'after-warm-up', 'after the warm-up'),
  footprintAt('footprint_end', 'Memory at end of suite', 'end-of-suite', 'after the last trial'),
  footprintAt('footprint_after_unload', 'Memory after unload', 'after-unload', 'when the model is closed'),
];
