import type { LaunchRecord } from '../harness/measure/result.ts';
import type { Timeline } from './report-model.ts';
import { tokenBins } from './shared/token-bins.ts';

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
    title: `${launch.planned.suite}, ${launch.planned.build ?? launch.planned.role}, block ${launch.planned.block + 1}, position ${launch.planned.position + 1}`,
    tokens,
    memory: { tUs: launch.memory.tUs, footprintBytes: launch.memory.footprintBytes },
    thermal: launch.thermal,
    endUs,
    bins: binsOf(launch),
  };
}

/** Tokens with the time at which each came; first tokens are prefill. */
function binsOf({ trials, thermal, startThermalState }: LaunchRecord): Timeline['bins'] {
  const seconds: number[] = [];
  const ms: number[] = [];
  for (const { t0, deltasUs } of trials) {
    let at = t0 + (deltasUs[0] ?? 0);
    for (let i = 1; i < deltasUs.length; i++) {
      const delta = deltasUs[i] ?? 0;
      at += delta;
      seconds.push(at / 1e6);
      ms.push(delta / 1000);
    }
  }
  const atStart = startThermalState ? [{ tUs: 0, state: startThermalState }] : [];
  return tokenBins(seconds, ms, [...atStart, ...thermal]);
}
