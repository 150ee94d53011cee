import { setTimeout } from 'node:timers/promises';
import { CheckedLaunch } from '../../../protocol/rules/checked-launch.ts';
import type { Finding, NamedLaunch } from '../conclude.ts';
import type { EndedLaunch } from './launch-place.ts';
import { isReached } from './log-moment.ts';
import { cancelledPlan } from './plans.ts';
import type { Workplace } from './workplace.ts';

const NAME = 'cancelled';
/** Nothing outside sees into a window: the trial has begun by then, and takes a second or more. */
const MIDDLE_MS = 200;
/** After it was asked to end. */
const END_SECONDS = 10;

/** A launch that is asked to end in the middle of its first scored trial, which takes a second or more. */
export async function cancelledTrial(
  place: Workplace,
): Promise<{ readonly launches: readonly NamedLaunch[]; readonly finding: Finding }> {
  const started = await place.start(NAME, JSON.stringify(cancelledPlan(NAME, place.model)));
  // The warm-up's lines are flushed before the trial begins.
  const isShown = await isReached(started, { type: 'trial.finished', lines: 1 });
  await setTimeout(MIDDLE_MS);
  started.agent.terminate();
  const stop = new AbortController();
  const isGone = await Promise.race([
    started.agent.finished.then(() => true),
    setTimeout(END_SECONDS * 1000, false, { signal: stop.signal }),
  ]);
  stop.abort();
  started.agent.kill();
  const ended = await started.ended;
  const words = isGone
    ? whyNotCancelled(ended)
    : { line: null, words: `it did not end within ${END_SECONDS} s` };
  const launches = ended.files && ended.files.events !== '' ? [{ name: NAME, files: ended.files }] : [];
  return {
    launches,
    finding: {
      id: 'cancelled-trial',
      says: 'a launch that is asked to end does so, never as if all had been done, and a trial that this cut is "cancelled" or not in the log',
      violations: isShown ? (words === null ? [] : [{ launch: NAME, ...words }]) : null,
    },
  };
}

function whyNotCancelled({
  end,
  files,
}: EndedLaunch): { readonly line: number | null; readonly words: string } | null {
  const launch = files && new CheckedLaunch(files);
  if (launch?.isComplete) return { line: null, words: 'the log ends as if all had been done' };
  if (end.code === 0) return { line: null, words: 'it ended with 0, as if all had been done' };
  const cut = launch?.record.trials.find(
    ({ generatedTokens, plannedTokens, finishReason }) =>
      generatedTokens < plannedTokens && finishReason !== 'cancelled',
  );
  return cut && launch
    ? {
        line: launch.endOf(cut.trial),
        words: `trial ${cut.trial} was cut after ${cut.generatedTokens} tokens, and says "${cut.finishReason}"`,
      }
    : null;
}
