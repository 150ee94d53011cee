import { acceptanceRate } from './acceptance-rate.ts';
import { crossSuiteIndex } from './cross-suite-index.ts';
import { decodeRate } from './decode-rate.ts';
import { endToEnd } from './end-to-end.ts';
import { energyPerToken } from './energy.ts';
import { firstRunPenalty } from './first-run-penalty.ts';
import { footprintCheckpoints } from './footprint-checkpoints.ts';
import { growthPerTurn } from './growth-per-turn.ts';
import { interTokenLatency } from './inter-token-latency.ts';
import { loadTime } from './load-time.ts';
import { macRatio } from './mac-ratio.ts';
import { footprintPeak, headroomMinimum, limitEffective, mappedClean, metalAllocated } from './memory.ts';
import type { Metric } from './metric.ts';
import { prefillRate } from './prefill-rate.ts';
import { prefillTime } from './prefill-time.ts';
import { probeRatio } from './probe-ratio.ts';
import { quality } from './quality.ts';
import { recoveryTime } from './recovery.ts';
import { soakWork } from './soak-work.ts';
import { stability } from './stability.ts';
import { stalls } from './stalls.ts';
import { suiteRate } from './suite-rate.ts';
import { thermalExposure } from './thermal-exposure.ts';
import { throttle } from './throttle.ts';
import { tokenParity } from './token-parity.ts';
import { ttft } from './ttft.ts';

/** Raised by every change of a formula, unit, window or exclusion; results of different versions are not comparable. */
export const metricsVersion = 8;

/**
 * Every metric, in the order in which people read them. Time per output token is 1 / decode speed, so it is not a metric of its
 * own.
 */
export const metrics: readonly Metric[] = [
  decodeRate,
  acceptanceRate,
  ttft,
  footprintPeak,
  prefillRate,
  prefillTime,
  suiteRate,
  ...interTokenLatency,
  endToEnd,
  ...stalls,
  stability,
  crossSuiteIndex,
  ...loadTime,
  ...firstRunPenalty,
  ...footprintCheckpoints,
  mappedClean,
  metalAllocated,
  headroomMinimum,
  limitEffective,
  growthPerTurn,
  ...throttle,
  ...soakWork,
  ...thermalExposure,
  recoveryTime,
  probeRatio,
  energyPerToken,
  macRatio,
  tokenParity,
  ...quality,
];

/** The definition of this id; undefined for an unknown id. */
export const metricDefinition = (id: string): Metric | undefined =>
  metrics.find((metric) => metric.id === id);

/** Every definition's version, by its id. */
export const definitionVersions = (): Record<string, number> =>
  Object.fromEntries(metrics.map(({ id, version }) => [id, version]));
