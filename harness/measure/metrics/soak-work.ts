import { median } from '../../statistics/median.ts';
import { loadWindow, tokensWithin } from '../soak-window.ts';
import type { Metric } from './metric.ts';
import { soakMetric } from './soak-metric.ts';

const WORK_SECONDS = 600;
const SUSTAINED_SECONDS = 300;
const LOOP_SECONDS = 30;

/** How much a soak got done. */
export const soakWork: readonly Metric[] = [
  soakMetric({
    id: 'work_600',
    name: 'Work in 600 s',
    unit: 'tokens',
    direction: 'higher',
    role: 'gate',
    gate: { decides: true, marginPercent: 4, worse: { verb: 'does its work of 600 s', word: 'slower' } },
    formula: `tokens generated in the first ${WORK_SECONDS} s of load, prefill included: the most honest single figure`,
    source: 'Heatsoak',
    version: 2,
    without: `fewer than ${WORK_SECONDS} s of load, or an invalid trial among them`,
    value(_soak, launch) {
      const window = loadWindow(launch);
      const whole = window !== null && window.endUs - window.startUs >= WORK_SECONDS * 1e6;
      const broken = launch.trials.some((trial) => trial.scored && trial.invalid !== null);
      return whole && !broken ? tokensWithin(launch, WORK_SECONDS) : null;
    },
  }),
  soakMetric({
    id: 'sustained_rate',
    name: 'Sustained speed',
    unit: 'tok/s',
    direction: 'higher',
    role: 'dashboard',
    gate: { decides: false, marginPercent: 4, worse: { verb: 'decodes at the end', word: 'slower' } },
    formula: `tokens of the last ${SUSTAINED_SECONDS} s of decoding / ${SUSTAINED_SECONDS} s`,
    source: 'published soaks report the last half of ten minutes',
    version: 2,
    without: '',
    value({ speeds }) {
      const last = speeds.slice(-SUSTAINED_SECONDS);
      return last.reduce((sum, { tokensPerSecond }) => sum + tokensPerSecond, 0) / SUSTAINED_SECONDS;
    },
  }),
  soakMetric({
    id: 'stability_loop',
    name: 'Loop stability',
    unit: '%',
    direction: 'higher',
    role: 'diagnostic',
    formula: `worst / best median of ${LOOP_SECONDS} s loops`,
    source: '3DMark’s form with medians: with minima and maxima of means noise alone costs 2–3 points',
    version: 2,
    without: 'fewer than two loops',
    value({ speeds }) {
      const loops = Array.from({ length: Math.floor(speeds.length / LOOP_SECONDS) }, (_, i) => {
        const loop = speeds.slice(i * LOOP_SECONDS, (i + 1) * LOOP_SECONDS);
        return median(loop.map(({ tokensPerSecond }) => tokensPerSecond));
      }).flatMap((level) => level ?? []);
      return loops.length > 1 ? (100 * Math.min(...loops)) / Math.max(...loops) : null;
    },
  }),
];
