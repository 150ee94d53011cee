import type { Alert, Detector } from '../nightly-score.ts';
import { otavaChangePoints } from './otava.ts';

const FIXED = 0.05;

/** What labs do without statistics: an alert wherever a night differs from the one before by more than 5 %. */
export const fixedRule: Detector = ({ logs }) =>
  logs.flatMap((log, night) => {
    const shift = log - (logs[night - 1] ?? log);
    return Math.abs(Math.expm1(shift)) > FIXED ? [{ index: night, shift, raisedAt: night }] : [];
  });

const FIRST_NIGHTS = 16;
/** As our own detector: a change point that moved by a few nights is not reported again. */
const SAME_WITHIN = 5;

/** Otava on every night as it comes; a change point is an alert on the night that first shows it. */
export const otavaOnline: Detector = ({ logs }) => {
  const values = logs.map(Math.exp);
  const alerts: Alert[] = [];
  for (let count = FIRST_NIGHTS; count <= values.length; count++) {
    const known = values.slice(0, count);
    const points = otavaChangePoints(known);
    for (const [i, index] of points.entries()) {
      const shift = average(known, index, points[i + 1] ?? count) - average(known, points[i - 1] ?? 0, index);
      const isNew = !alerts.some(
        (alert) =>
          Math.abs(alert.index - index) <= SAME_WITHIN && Math.sign(alert.shift) === Math.sign(shift),
      );
      if (isNew) alerts.push({ index, shift, raisedAt: count - 1 });
    }
  }
  return alerts;
};

const average = (values: readonly number[], from: number, to: number): number =>
  values.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
