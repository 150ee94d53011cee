import type { TrialRecord } from '../measure/result.ts';
import type { Piece, Pieces } from '../protocol/piece.ts';
import { launchColumns, type RunLaunch, runLaunches } from './launch-columns.ts';
import { columnsOf, tableOf } from './table.ts';

interface TokenRow extends RunLaunch {
  readonly trial: TrialRecord;
  readonly index: number;
  readonly atUs: number;
  readonly pieces: Pieces | undefined;
}

const { text, integer, number, boolean } = columnsOf<TokenRow>();

const idOf = ({ trial, index }: TokenRow): number | undefined => trial.ids?.[index];

export const tokens = tableOf<TokenRow>({
  name: 'tokens',
  row: 'one token of an answer; one chunk of text where the engine gives no ids',
  columns: [
    ...launchColumns<TokenRow>(),
    text('case', 'The case of the suite', ({ trial }) => trial.case),
    integer('trial', 'The number of the trial in its launch', ({ trial }) => trial.trial),
    boolean('scored', 'False: of a warm-up, whose values count nowhere', ({ trial }) => trial.scored),
    integer('index', 'Its place in the answer, from 0', ({ index }) => index),
    number('at_us', 'When the engine gave it', ({ atUs }) => atUs, 'µs since the agent’s start'),
    number(
      'interval_us',
      'Time since the token before; of the first one since the prompt was submitted',
      ({ trial, index }) => trial.deltasUs[index],
      'µs',
    ),
    integer('id', 'Its id in the model’s vocabulary; null: the engine gives none', idOf),
    text(
      'text',
      'What it writes; null where the run does not know, or where it is a part of a character',
      (row) => written(row.pieces?.get(idOf(row) ?? -1)),
    ),
  ],
  *values(derived) {
    const { pieces } = derived.measurement;
    for (const own of runLaunches(derived)) {
      const ofModel = own.plannedBuild && pieces.get(own.plannedBuild.model.sha256);
      for (const trial of own.launch.trials) {
        let atUs = trial.t0;
        for (const [index, delta] of trial.deltasUs.entries()) {
          atUs += delta;
          yield { ...own, trial, index, atUs, pieces: ofModel };
        }
      }
    }
  },
});

function written(piece: Piece | undefined): string | null {
  if (piece === undefined || 'bytes' in piece) return null;
  return 'text' in piece ? piece.text : piece.control;
}
