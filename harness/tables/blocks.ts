import { type BlockContrast, blockContrasts } from '../judge/block-contrasts.ts';
import type { BlockSide } from '../judge/block-parts.ts';
import { metricDefinition } from '../measure/metrics/index.ts';
import { columnsOf, tableOf } from './table.ts';

interface BlockRow extends BlockContrast {
  readonly run: string;
}

const { text, integer, number, boolean } = columnsOf<BlockRow>();

const levelOf = ({ log }: BlockSide): number | null => (log === null ? null : Math.exp(log));

const contrastOf = ({ baseline, candidate }: BlockRow): number | null =>
  baseline.log === null || candidate.log === null ? null : candidate.log - baseline.log;

const percent = (log: number | null): number | null => (log === null ? null : 100 * Math.expm1(log));

export const blocks = tableOf<BlockRow>({
  name: 'blocks',
  row: 'one block of one metric on one phone, over the cases of a suite or in one of them; from these every interval can be made again',
  columns: [
    text('run', 'The run, by its id', ({ run }) => run),
    text('device', 'The phone, by its id in the lab', ({ device }) => device),
    text('suite', 'The suite, by its id', ({ suite }) => suite),
    text('metric', 'The metric, by its id in docs/metrics.md', ({ metric }) => metric),
    text('unit', 'The metric’s unit', ({ metric }) => metricDefinition(metric)?.unit),
    text('case', 'The case of the suite; * is over all of them', (row) => row.case ?? '*'),
    text('block', 'The block, by its number in the suite', ({ block, suite }) =>
      block.slice(suite.length + 1),
    ),
    integer('baseline_launches', 'Launches of the baseline that count', ({ baseline }) => baseline.launches),
    integer(
      'candidate_launches',
      'Launches of the candidate that count',
      ({ candidate }) => candidate.launches,
    ),
    integer(
      'outlying_launches',
      'Launches too far from the others, which do not count',
      ({ outlying }) => outlying,
    ),
    number(
      'baseline',
      'Geometric mean of the baseline’s launches',
      ({ baseline }) => levelOf(baseline),
      'that of the column unit',
    ),
    number(
      'candidate',
      'Geometric mean of the candidate’s launches',
      ({ candidate }) => levelOf(candidate),
      'that of the column unit',
    ),
    number('contrast_log', 'The block’s own contrast: ln(candidate / baseline)', contrastOf),
    number(
      'contrast_percent',
      'The same as a change of the baseline',
      (row) => percent(contrastOf(row)),
      '%',
    ),
    number(
      'part_log',
      'What the block adds to the phone’s change, with drift and what earlier launches left taken out; the parts add up to the change',
      ({ part }) => part,
    ),
    number(
      'residual_squares',
      'Sum of squares that the fit leaves of the block’s launches',
      (row) => row.residualSquares,
    ),
    number(
      'between_squares',
      'Of these, the squares of the difference of both builds',
      ({ betweenSquares }) => betweenSquares,
    ),
    number(
      'noise_part',
      'What the block adds to the variance of a launch: its residual squares, as much as the phone’s change leans on the block',
      ({ noise }) => noise,
    ),
    integer('df', 'Degrees of freedom of all residuals of the phone', ({ df }) => df),
    number('noise_df', 'Degrees of freedom of the sum of noise_part', ({ noiseDf }) => noiseDf),
    number(
      'unscaled_variance',
      'Variance of the phone’s change for launches of variance 1',
      ({ unscaledVariance }) => unscaledVariance,
    ),
    number(
      'unsure_log',
      'By how much the change may be off besides, since nobody knows how long heat stays',
      ({ unsure }) => unsure,
    ),
    number(
      'prior_variance',
      'A launch’s variance by A/A nights; null: there are none',
      ({ prior }) => prior?.variance,
    ),
    number('prior_df', 'What A/A nights are worth', ({ prior }) => prior?.df),
    boolean(
      'all_equal',
      'True: all values of a block are equal, which proves no change without a test',
      (row) => row.allEqual,
    ),
    text('withheld', 'Why nothing is told of the difference; null: it is told', ({ withheld }) => withheld),
  ],
  *values({ measurement, comparisons }) {
    for (const contrast of blockContrasts(measurement, comparisons))
      yield { ...contrast, run: measurement.manifest.run };
  },
});
