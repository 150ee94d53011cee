import { quantile } from '../harness/judge/statistics/quantile.ts';
import type { LaunchRecord } from '../harness/measure/result.ts';
import type { Timeline } from './report-model.ts';

const BIN_SECONDS = 10;

/** One launch as it went: tokens, memory, thermal bands, and the table that says the same in numbers. */
export function timelineOf(launch: LaunchRecord): Timeline {
  const tokens = launch.trials.map(({ t0, deltasUs, case: name }) => ({ t0, deltasUs, case: name }));
  const lastToken = tokens.reduce(
    (end, { t0, deltasUs }) => Math.max(end, t0 + deltasUs.reduce((sum, delta) => sum + delta, 0)),
    0,
  );
  const endUs = Math.max(lastToken, launch.memory.tUs.at(-1) ?? 0);
  return {
    device: launch.device,
    launch: launch.planned.id,
    role: launch.planned.role,
    title: `${launch.planned.suite}, ${launch.planned.role}, block ${launch.planned.block + 1}, position ${launch.planned.position + 1}`,
    tokens,
    memory: { tUs: launch.memory.tUs, footprintBytes: launch.memory.footprintBytes },
    thermal: launch.thermal,
    endUs,
    bins: binsOf(launch),
  };
}

/** Ten-second bins of inter-token times, by the time at which each token came. */
function binsOf(launch: LaunchRecord): Timeline['bins'] {
  const bins = new Map<number, number[]>();
  for (const { t0, deltasUs } of launch.trials) {
    let at = t0 + (deltasUs[0] ?? 0);
    for (let i = 1; i < deltasUs.length; i++) {
      const delta = deltasUs[i] ?? 0;
      at += delta;
      const bin = Math.floor(at / (BIN_SECONDS * 1e6));
      const values = bins.get(bin);
      if (values) values.push(delta);
      else bins.set(bin, [delta]);
    }
  }
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([bin, deltas]) => ({
      startSecond: bin * BIN_SECONDS,
      medianMs: (quantile(deltas, 0.5) ?? 0) / 1000,
      p95Ms: (quantile(deltas, 0.95) ?? 0) / 1000,
      tokens: deltas.length,
      state: stateAt(launch, bin * BIN_SECONDS * 1e6),
    }));
}

function stateAt(launch: LaunchRecord, tUs: number): string {
  return (
    launch.thermal.filter((change) => change.tUs <= tUs).at(-1)?.state ??
    launch.startThermalState ??
    'unknown'
  );
}
