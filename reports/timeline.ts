import { buildOf } from '../harness/experiment/build-of.ts';
import { limitBytes } from '../harness/measure/metrics/memory.ts';
import type { LaunchRecord, Measurement } from '../harness/measure/result.ts';
import { TokenTimes } from '../harness/protocol/token-times.ts';
import type { Timeline, VocabularyRow } from './report-model.ts';
import { tokenBins } from './shared/token-bins.ts';

/** One launch as it went: tokens, memory, thermal states, and the table that says the same in numbers. */
export function timelineOf(
  launch: LaunchRecord,
  { manifest }: Pick<Measurement, 'manifest'>,
  vocabularies: readonly VocabularyRow[],
): Timeline {
  const { device, planned, trials, memory } = launch;
  const tokens = trials.map(({ t0, deltasUs, case: name, scored, ids }) => ({
    ...{ t0, deltasUs, scored, ids },
    case: name,
  }));
  const lastToken = tokens.reduce((end, trial) => Math.max(end, new TokenTimes(trial).endUs), 0);
  const model = buildOf(manifest, planned).model.sha256;
  const vocabulary = vocabularies.findIndex((row) => row.model === model);
  const thermal = statesOf(launch);
  return {
    device,
    launch: planned.id,
    suite: planned.suite,
    block: planned.block,
    role: planned.role,
    title: `${planned.suite}, ${planned.build ?? planned.role}, block ${planned.block + 1}, position ${planned.position + 1}`,
    tokens,
    memory: { tUs: memory.tUs, footprintBytes: memory.footprintBytes },
    limitBytes: limitBytes(launch),
    thermal,
    vocabulary: vocabulary < 0 ? null : vocabulary,
    endUs: Math.max(lastToken, memory.tUs.at(-1) ?? 0),
    bins: binsOf(launch, thermal),
  };
}

/** The first state is the one that the launch started in, where it is known. */
function statesOf({ startThermalState, thermal }: LaunchRecord): Timeline['thermal'] {
  const known = startThermalState !== null && thermal[0]?.tUs !== 0;
  return known ? [{ tUs: 0, state: startThermalState }, ...thermal] : thermal;
}

/** Tokens with the time at which each came; first tokens are prefill. */
function binsOf({ trials }: LaunchRecord, thermal: Timeline['thermal']): Timeline['bins'] {
  const seconds: number[] = [];
  const ms: number[] = [];
  for (const { t0, deltasUs } of trials) {
    const times = new TokenTimes({ t0, deltasUs });
    times.intervalsUs.forEach((interval, i) => {
      seconds.push(times.at(i + 1) / 1e6);
      ms.push(interval / 1000);
    });
  }
  return tokenBins(seconds, ms, thermal);
}
