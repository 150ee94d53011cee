import type { TrialRecord } from '../../measure/result.ts';
import type { CheckedLaunch } from './checked-launch.ts';
import type { Rule } from './rule.ts';

export const conversation: Rule = {
  id: 'conversation',
  says: 'repetition n of a conversation is its turn n: a turn reads all that was said, keeps fewer of its tokens in the cache than it has, and fits the context with its answer',
  check(launch) {
    const { plan } = launch;
    const talks = plan?.steps.filter(({ prompt }) => prompt.kind === 'conversation') ?? [];
    if (!plan || talks.length === 0) return null;
    return talks.flatMap((step) => {
      const turns = launch.record.trials.filter((trial) => trial.case === step.case);
      return turns.flatMap((turn, n) => {
        const words = otherThanTurn(turn, turns[n - 1], n, plan.engine.contextTokens);
        return words === null ? [] : [{ line: endOf(launch, turn), words }];
      });
    });
  },
};

const endOf = (launch: CheckedLaunch, { trial }: TrialRecord): number | null => launch.endOf(trial);

function otherThanTurn(
  turn: TrialRecord,
  before: TrialRecord | undefined,
  n: number,
  contextTokens: number,
): string | null {
  const { promptTokens, plannedTokens, repetition } = turn;
  const cached = turn.cachedTokens ?? 0;
  if (repetition !== n) return `turn ${n} is repetition ${repetition}`;
  if (promptTokens + plannedTokens > contextTokens)
    return `${promptTokens} tokens and an answer of ${plannedTokens} do not fit the context of ${contextTokens}`;
  if (cached >= promptTokens)
    return `all ${promptTokens} prompt tokens came from the cache: nothing was read`;
  const said = before ? before.promptTokens + before.generatedTokens : 0;
  if (cached > said) return `${cached} tokens came from the cache, and only ${said} were said before`;
  // It may be shorter than what was said only where the oldest turns were dropped to make room.
  const hadRoom = said + plannedTokens <= contextTokens / 2;
  return before && promptTokens <= said && hadRoom
    ? `a turn of ${promptTokens} tokens follows ${said} that were said: they were not read`
    : null;
}
