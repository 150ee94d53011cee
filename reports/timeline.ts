import type { LaunchRecord } from '../harness/measure/result.ts';
import { TokenTimes } from '../harness/protocol/token-times.ts';
import type { Timeline } from './report-model.ts';
import { tokenBins } from './shared/token-bins.ts';

/** One launch as it went: tokens, memory, thermal bands, and the table that says the same in numbers. */
export function timelineOf(launch: LaunchRecord): Timeline {
  const tokens = launch.trials.map(({ t0, deltasUs, case: name }) => ({ t0, deltasUs, case: name }));
  const lastToken = tokens.reduce((end, trial) => Math.max(end, new TokenTimes(trial).endUs), 0);
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
    const times = new TokenTimes({ t0, deltasUs });
    times.intervalsUs.forEach((interval, i) => {
      seconds.push(times.at(i + 1) / 1e6);
      ms.push(interval / 1000);
    });
  }
  const atStart = startThermalState ? [{ tUs: 0, state: startThermalState }] : [];
  return tokenBins(seconds, ms, [...atStart, ...thermal]);
}
