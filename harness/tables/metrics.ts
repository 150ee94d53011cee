import { excludedLaunches } from '../measure/caveats.ts';
import { metricDefinition } from '../measure/metrics/index.ts';
import type { MetricValue } from '../measure/result.ts';
import { columnsOf, tableOf } from './table.ts';

interface MetricRow extends MetricValue {
  readonly run: string;
  readonly excluded: string | null;
}

const { text, number } = columnsOf<MetricRow>();

export const metrics = tableOf<MetricRow>({
  name: 'metrics',
  row: 'one metric of one case in one launch; of a case with repetitions their median',
  columns: [
    text('run', 'The run, by its id', ({ run }) => run),
    text('device', 'The phone, by its id in the lab', ({ device }) => device),
    text('launch', 'The launch, by its id in the session', ({ launch }) => launch),
    text('role', 'baseline, candidate, pinned, variant, conditioning or reference', ({ role }) => role),
    text('build', 'The id of a variant or server; null where the role names the build', ({ build }) => build),
    text('suite', 'The suite, by its id', ({ suite }) => suite),
    text('case', 'The case of the suite; * is the whole launch', (row) => row.case),
    text('metric', 'The metric, by its id in docs/metrics.md', ({ metric }) => metric),
    number('value', 'Its value; null has a reason', ({ value }) => value, 'that of the column unit'),
    text('unit', 'The metric’s unit', ({ metric }) => metricDefinition(metric)?.unit),
    text('reason', 'Why there is no value', ({ reason }) => reason),
    number(
      'censored_at_seconds',
      'The time had not come when the run ended: it is longer than this',
      ({ censoredAtSeconds }) => censoredAtSeconds,
      's',
    ),
    number(
      'plus_minus',
      'Half of the value’s stated error',
      ({ plusMinus }) => plusMinus,
      'that of the column unit',
    ),
    text(
      'excluded',
      'Why the launch’s values stand in no statistic; null: they do',
      ({ excluded }) => excluded,
    ),
  ],
  *values({ measurement: { manifest, values, caveats } }) {
    const excluded = excludedLaunches(caveats);
    for (const value of values)
      yield {
        ...value,
        run: manifest.run,
        excluded: excluded.get(`${value.device}/${value.launch}`) ?? null,
      };
  },
});
