import type { EventOf } from '../event.ts';
import type { BenchShape } from '../plan-file.ts';
import type { CheckedLaunch } from './checked-launch.ts';
import type { Rule } from './rule.ts';

export const rawPath: Rule = {
  id: 'raw-path',
  says: 'a row of llama-bench says its planned shape, counts its depth as prompt and as cached, and times each id of prompt and answer',
  check(launch) {
    const rows = launch.of('trial.started').filter(({ event }) => event.bench !== undefined);
    const planned = launch.plan?.steps.some(({ bench }) => bench !== undefined) ?? false;
    if (rows.length === 0)
      return planned && launch.isComplete ? [{ line: null, words: 'no row was run' }] : null;
    return rows.flatMap(({ line, event }) => {
      const words = otherThanPlanned(launch, event) ?? wrongCounts(launch, event, event.bench);
      return words === null ? [] : [{ line, words }];
    });
  },
};

const shape = ({ promptTokens, generateTokens, depthTokens, batchTokens }: BenchShape): string =>
  `${promptTokens} + ${generateTokens} at depth ${depthTokens}, batches of ${batchTokens}`;

/** Warm-ups have a shape of their own. */
function otherThanPlanned(
  { plan }: CheckedLaunch,
  { bench, scored, case: name }: EventOf<'trial.started'>,
): string | null {
  const step = plan?.steps.find((each) => each.case === name);
  if (!bench || !scored || !step) return null;
  if (!step.bench) return 'is a row of llama-bench, and none was planned';
  return shape(step.bench) === shape(bench)
    ? null
    : `the row is ${shape(bench)}, planned was ${shape(step.bench)}`;
}

function wrongCounts(
  { record }: CheckedLaunch,
  { trial }: EventOf<'trial.started'>,
  bench: BenchShape | undefined,
): string | null {
  const found = record.trials.find((each) => each.trial === trial);
  if (!found || !bench) return null;
  const { promptTokens, generateTokens, depthTokens } = bench;
  const due = {
    promptTokens: depthTokens + promptTokens,
    cachedTokens: depthTokens,
    generatedTokens: generateTokens,
  };
  const other = (['promptTokens', 'cachedTokens', 'generatedTokens'] as const).find(
    (name) => found[name] !== due[name],
  );
  if (other) return `${other} is ${found[other]}, the row has ${due[other]}`;
  const timed = promptTokens + generateTokens;
  return found.deltasUs.length === timed ? null : `${found.deltasUs.length} times are given for ${timed} ids`;
}
