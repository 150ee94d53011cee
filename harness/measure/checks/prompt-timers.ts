import { countersOf } from '../../protocol/engine-counters.ts';
import { median } from '../../statistics/median.ts';
import type { LaunchRecord } from '../result.ts';
import type { SessionCheck } from './check.ts';
import { isOf } from './is-of.ts';

/** What the timer leaves out, such as reading the prompt's text, is alike in two builds of one engine, but for a few per cent. */
const MOST_RATIO = 1.25;

/** Where prefill speed decides, both builds must mean the same by it: the engine's timer, and the same share of the wait. */
export const promptTimersCheck: SessionCheck = {
  code: 'prompt-timers-differ',
  rule: `where prefill speed decides, both builds tell the engine’s prompt timer or neither does, and the shares that it has of the time to the first token are at most ${MOST_RATIO} times apart`,
  effect: 'doubts',
  find({ session, manifest }) {
    const decides = manifest.gate.some(
      ({ metric, decides }) => metric === 'prefill_rate' && decides !== false,
    );
    if (!decides) return null;
    const [baseline, candidate] = (['baseline', 'candidate'] as const).map((role) =>
      session.filter(isOf(role)).flatMap(timerShares),
    );
    if (!baseline?.length || !candidate?.length) return null;
    if (baseline.includes(null) !== candidate.includes(null))
      return 'the engine’s prompt timer is told of one build alone, and prefill speed is measured in two ways';
    const [before, after] = [baseline, candidate].map((shares) =>
      median(shares.flatMap((share) => share ?? [])),
    );
    if (!before || !after || Math.max(before / after, after / before) <= MOST_RATIO) return null;
    const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
    return `the engine’s prompt timer has ${percent(after)} of the candidate’s time to the first token, and ${percent(before)} of the baseline’s`;
  },
};

/** Of each scored trial the share of its time to the first token that the engine's timer has; null where it tells none. */
const timerShares = ({ trials }: LaunchRecord): (number | null)[] =>
  trials
    .filter(({ scored, invalid }) => scored && invalid === null)
    .map(({ engineStats, deltasUs: [firstUs = 0] }) => {
      const { promptEvalMs } = countersOf(engineStats);
      return promptEvalMs === undefined || firstUs === 0 ? null : (1000 * promptEvalMs) / firstUs;
    });
