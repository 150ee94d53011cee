import { exitCodes } from '../../errors/exit-codes.ts';
import type { VerdictWord } from '../../judge/verdict.ts';
import { changeText } from '../../words/numbers.ts';
import type { NightState } from './night-state.ts';

/** How a night ended. */
export interface NightOutcome {
  /** Null: nothing was measured. */
  readonly verdict: VerdictWord | null;
  /** One sentence. */
  readonly headline: string;
  readonly exitCode: number;
}

/**
 * The verdict of a night: that of its run, unless an A/B that answered a trigger of the history found a loss, or a build that
 * crashes or answers otherwise. A trigger alone stops nothing: it is a question.
 */
export function nightOutcome(state: Pick<NightState, 'giveUp' | 'judge' | 'answers'>): NightOutcome {
  const { giveUp, judge, answers } = state;
  if (giveUp || !judge)
    return {
      verdict: null,
      headline: `Nothing was measured: ${giveUp?.why ?? 'the night did not come to its end'}`,
      exitCode: exitCodes.unmeasured.code,
    };
  if (judge.verdict === 'NO-GO')
    return { verdict: 'NO-GO', headline: judge.headline, exitCode: exitCodes.noGo.code };
  const found = answers.find(
    ({ fault, outcome, better }) => fault !== null || (outcome === 'confirmed' && !better),
  );
  if (!found) return { verdict: judge.verdict, headline: judge.headline, exitCode: judge.exitCode };
  const size = found.changePercent === null ? '' : `, ${changeText(found.changePercent)}`;
  return {
    verdict: 'NO-GO',
    headline:
      found.fault ?? `The change ${found.change} of the history is confirmed${size}: run ${found.run}`,
    exitCode: exitCodes.noGo.code,
  };
}
