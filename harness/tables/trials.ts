import type { TrialRecord } from '../measure/result.ts';
import { TokenTimes } from '../protocol/token-times.ts';
import { launchColumns, type RunLaunch, runLaunches } from './launch-columns.ts';
import { columnsOf, tableOf } from './table.ts';

interface TrialRow extends RunLaunch {
  readonly trial: TrialRecord;
  readonly times: TokenTimes;
}

const { text, integer, number, boolean } = columnsOf<TrialRow>();
const AGENT_TIME = 'µs since the agent’s start';

export const trials = tableOf<TrialRow>({
  name: 'trials',
  row: 'one trial that ended: one prompt, and the answer to it',
  columns: [
    ...launchColumns<TrialRow>(),
    text('case', 'The case of the suite', ({ trial }) => trial.case),
    integer('trial', 'The number of the trial in its launch', ({ trial }) => trial.trial),
    integer('repetition', 'The number of the trial among those of its case', ({ trial }) => trial.repetition),
    boolean('scored', 'False: a warm-up, whose values count nowhere', ({ trial }) => trial.scored),
    text('invalid', 'Why it gives no speed; null: it does', ({ trial }) => trial.invalid),
    integer('prompt_tokens', 'Tokens of the prompt', ({ trial }) => trial.promptTokens, 'tokens'),
    integer(
      'cached_tokens',
      'Of these, tokens that the engine had already; null: it does not say',
      ({ trial }) => trial.cachedTokens,
      'tokens',
    ),
    integer('planned_tokens', 'Tokens that were asked for', ({ trial }) => trial.plannedTokens, 'tokens'),
    integer('generated_tokens', 'Tokens that came', ({ trial }) => trial.generatedTokens, 'tokens'),
    text('finish_reason', 'Why it ended: by length, or by the model', ({ trial }) => trial.finishReason),
    number('prompted_us', 'When the prompt was submitted', ({ trial }) => trial.t0, AGENT_TIME),
    number('finished_us', 'When its last line was written', ({ trial }) => trial.finishedUs, AGENT_TIME),
    number('ttft_ms', 'From the prompt to the first token', ({ times }) => inMs(times.firstUs), 'ms'),
    number(
      'decode_ms',
      'From the first token to the last',
      ({ times }) => (times.count > 0 ? inMs(times.decodeUs) : null),
      'ms',
    ),
    number('decode_rate', 'Tokens a second after the first', ({ times }) => times.tokensPerSecond, 'tok/s'),
  ],
  *values(derived) {
    for (const own of runLaunches(derived))
      for (const trial of own.launch.trials) yield { ...own, trial, times: new TokenTimes(trial) };
  },
});

const inMs = (us: number | null): number | null => (us === null ? null : us / 1000);
