import { decodeRate } from './decode-rate.ts';
import { interTokenLatency } from './inter-token-latency.ts';
import { loadTime } from './load-time.ts';
import { footprintPeak, headroomMinimum, mappedClean } from './memory.ts';
import type { Metric } from './metric.ts';
import { prefillRate } from './prefill-rate.ts';
import { suiteRate } from './suite-rate.ts';
import { throttle } from './throttle.ts';
import { ttft } from './ttft.ts';

/** Raised by every change of a formula, unit, window or exclusion; results of different versions are not comparable. */
export const metricsVersion = 1;

/** Every metric, in the order in which people look at them. */
export const metrics: readonly Metric[] = [
  decodeRate,
  ttft,
  footprintPeak,
  prefillRate,
  suiteRate,
  ...interTokenLatency,
  ...loadTime,
  mappedClean,
  headroomMinimum,
  ...throttle,
];
