import { buildWords } from '../experiment/build-identity.ts';
import type { Manifest, PlannedBuild } from '../experiment/manifest.ts';
import type { MetricSummary } from '../measure/metric-summary.ts';
import { mustBeComparable } from './comparability.ts';
import type { ComparedCell, ComparedRuns } from './compared-runs-document.ts';
import type { Derived } from './derive.ts';
import { isGrave } from './doubts.ts';
import { isAboutInputs } from './input-caveats.ts';
import { measureShifts } from './measure-shifts.ts';

/** Two runs that are read, and what differs between them whether or not they may be compared. */
export interface RunPair {
  readonly a: Derived;
  readonly b: Derived;
  /** What may explain a change. */
  readonly environment: readonly string[];
  /** What a reader should know before any number. */
  readonly warnings: readonly string[];
}

/** What differs between two runs, whether or not they may be compared. */
export function runPair(a: Derived, b: Derived): RunPair {
  const [before, after] = [a.measurement.manifest, b.measurement.manifest];
  const warnings = [...[a, b].flatMap(doubtsAbout), ...warningsOf(before, after)];
  return { a, b, environment: environmentDifferences(before, after), warnings };
}

/** The candidates of two runs, cell by cell. @throws HeatsoakError of kind incomparable, see `mustBeComparable` */
export function comparePair({ a, b, environment, warnings }: RunPair): ComparedRuns {
  mustBeComparable(a.measurement, b.measurement);
  const left = candidateCells(a.measurement.summaries);
  const right = candidateCells(b.measurement.summaries);
  const cells = [...left].flatMap(([key, cell]) => {
    const other = right.get(key);
    return other ? [compared(cell, other)] : [];
  });
  return {
    a: a.measurement.manifest.run,
    b: b.measurement.manifest.run,
    environment: [...environment],
    warnings: [...warnings],
    measures: measureShifts(a.measurement, b.measurement),
    cells,
    onlyInOne: left.size + right.size - 2 * cells.length,
  };
}

/**
 * Why a run's numbers are not what they seem: its logs were changed, nothing may be concluded from it, or its candidate died or
 * answered otherwise. Numbers without a word of that would be a pass for many a reader.
 */
function doubtsAbout({ measurement: { manifest, caveats } }: Derived): string[] {
  const grave = caveats.filter((caveat) => isAboutInputs(caveat) || isGrave(caveat));
  return [...new Set(grave.map(({ message }) => `${manifest.run}: ${message}`))];
}

function warningsOf(a: Manifest, b: Manifest): string[] {
  return [
    ...(candidateOf(a)?.app.sha256 === candidateOf(b)?.app.sha256
      ? ['both runs measured the same build: a change is noise, or of the phone or lab']
      : []),
    ...(a.startedAt > b.startedAt ? [`${a.run} is the later run: name the earlier one first`] : []),
  ];
}

type Valued = MetricSummary & { readonly median: number };

function candidateCells(summaries: readonly MetricSummary[]): Map<string, Valued> {
  const cells = summaries.filter((each): each is Valued => each.role === 'candidate' && each.median !== null);
  return new Map(
    cells.map((each) => [[each.device, each.suite, each.metric, each.case].join('\u0000'), each]),
  );
}

function compared(a: Valued, b: Valued): ComparedCell {
  return {
    device: a.device,
    suite: a.suite,
    metric: a.metric,
    case: a.case,
    a: a.median,
    b: b.median,
    changePercent: a.median === 0 ? null : 100 * (b.median / a.median - 1),
  };
}

const candidateOf = ({ builds }: Manifest): PlannedBuild | undefined =>
  builds.find((build) => build.role === 'candidate');

/** By name and commit for people, by hash since two builds may have one name. */
const appOf = (build: PlannedBuild | undefined): string =>
  build ? `${buildWords(build)}, app ${build.app.sha256.slice(0, 12)}` : 'none';

function environmentDifferences(a: Manifest, b: Manifest): string[] {
  const facts = (manifest: Manifest): Record<string, string> => ({
    heatsoak: manifest.heatsoak,
    suites: manifest.suites.join(', '),
    devices: manifest.sessions.map(({ device }) => `${device.id} iOS ${device.os}`).join(', '),
    candidate: appOf(candidateOf(manifest)),
    model: candidateOf(manifest)?.model.sha256.slice(0, 12) ?? 'none',
  });
  const [left, right] = [facts(a), facts(b)];
  return Object.keys(left).flatMap((key) =>
    left[key] === right[key] ? [] : [`${key}: ${left[key]} -> ${right[key]}`],
  );
}
