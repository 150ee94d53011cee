import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import type { GatePolicy } from '../../experiment/gate-policy.ts';
import type { Direction } from '../../judge/decide.ts';
import type { ComparedMetric } from '../../judge/suite-comparisons.ts';
import { metricDefinition, metrics } from '../../measure/metrics/index.ts';
import { type Place, valuesProblem } from './values-problem.ts';

/** What is said of metrics beside the file, by name; `*` speaks of all that Heatsoak does not know. */
export interface GivenFacts {
  readonly directions: Readonly<Record<string, Direction>>;
  /** How much worse a metric may get, per cent. */
  readonly margins: Readonly<Record<string, number>>;
}

/** What speaks of every metric that Heatsoak does not know. */
export const OTHERS = '*';

/** The metrics of a file: each is looked up once, where it is first read. */
export interface JudgedMetrics {
  /** @throws HeatsoakError `METRIC_UNKNOWN`, or `VALUES_INVALID` for one that cannot be judged */
  find(name: string, place: Place): ComparedMetric;
  /** One that was found. */
  named(name: string): ComparedMetric;
  /** The policy, with the margins that were given. @throws HeatsoakError `USAGE` where something was given for no metric of the file */
  policy(): GatePolicy;
}

export function judgedMetrics(policy: GatePolicy, given: GivenFacts): JudgedMetrics {
  const found = new Map<string, ComparedMetric>();
  const named = (name: string): ComparedMetric => {
    const metric = found.get(name);
    if (!metric) throw new Error(`${name} was never read`);
    return metric;
  };
  return {
    named,
    find(name, place) {
      const known = found.get(name);
      if (known) return known;
      const definition = metricDefinition(name);
      const metric = definition
        ? judgeable(definition, policy, given, place)
        : foreignMetric(name, given, place);
      found.set(name, metric);
      return metric;
    },
    policy() {
      mustBeUsed(given, [...found.keys()]);
      const rules = [...found.keys()].flatMap((name) => {
        const marginPercent = marginOf(name, given);
        return marginPercent === undefined ? [] : [{ metric: name, marginPercent }];
      });
      return { ...policy, rules: [...policy.rules, ...rules] };
    },
  };
}

const marginOf = (name: string, { margins }: GivenFacts): number | undefined =>
  margins[name] ?? (metricDefinition(name) ? undefined : margins[OTHERS]);

function judgeable(
  metric: ComparedMetric,
  policy: GatePolicy,
  given: GivenFacts,
  place: Place,
): ComparedMetric {
  const { id, direction } = metric;
  const refused = (problem: string, hint: string): HeatsoakError =>
    valuesProblem(place, problem, { column: 'metric', hint });
  if (direction === 'target')
    throw refused(`${id} has no better and no worse, and cannot be judged`, 'leave its rows out');
  const said = given.directions[id];
  if (said !== undefined && said !== direction)
    throw refused(`of ${id}, ${direction} is better, and --direction says ${said}`, 'give it another name');
  const hasMargin =
    metric.gate !== null ||
    marginOf(id, given) !== undefined ||
    policy.rules.some((rule) => rule.metric === id && rule.marginPercent !== undefined);
  if (!hasMargin) throw refused(`${id} has no margin of its own`, `add --margin ${id}=PERCENT`);
  return metric;
}

/** A metric of another harness. */
function foreignMetric(name: string, given: GivenFacts, place: Place): ComparedMetric {
  const direction = given.directions[name] ?? given.directions[OTHERS];
  const marginPercent = marginOf(name, given);
  if (direction !== undefined && marginPercent !== undefined)
    return { id: name, name, unit: '', direction, gate: null };
  const near = nearestName(
    name,
    metrics.map(({ id }) => id),
  );
  const where = `${place.file}:${place.line}`;
  throw new HeatsoakError(
    'METRIC_UNKNOWN',
    `${where}: column "metric": no metric "${name}"${didYouMean(near)}`,
    {
      where: `${where}, column "metric"`,
      hint: `heatsoak metrics lists them all; to judge it: --direction ${name}=higher (or lower) --margin ${name}=PERCENT`,
    },
  );
}

/** What was given for a metric that is not there was meant for another one. */
function mustBeUsed({ directions, margins }: GivenFacts, names: readonly string[]): void {
  const foreign = names.filter((name) => !metricDefinition(name));
  for (const [option, given] of [
    ['--direction', directions],
    ['--margin', margins],
  ] as const) {
    const unused = Object.keys(given).find((name) =>
      name === OTHERS ? foreign.length === 0 : !names.includes(name),
    );
    if (unused === undefined) continue;
    const problem =
      unused === OTHERS
        ? `${option} names no metric, and Heatsoak knows all that the values have`
        : `${option} speaks of ${unused}, and the values have no such metric${didYouMean(nearestName(unused, names))}`;
    throw new HeatsoakError('USAGE', problem, {
      hint: `there are: ${names.join(', ')}; write ${option} NAME=…`,
    });
  }
}
