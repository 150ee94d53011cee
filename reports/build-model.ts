import type { MetricComparison } from '../harness/judge/change.ts';
import { serverCrossovers } from '../harness/judge/server-crossover.ts';
import { variantRows } from '../harness/judge/variants.ts';
import type { RunVerdict } from '../harness/judge/verdict.ts';
import type { MetricSummary } from '../harness/measure/metric-summary.ts';
import type { Measurement } from '../harness/measure/result.ts';
import { answersModel } from './answer-rows.ts';
import { curveRows, soakPairs } from './curve-rows.ts';
import { deviceRows } from './device-rows.ts';
import { environmentFacts } from './environment-facts.ts';
import { loadRows } from './load-rows.ts';
import { measureRows } from './measure-rows.ts';
import type { PromptRow, ReferenceRow, ReportModel } from './report-model.ts';
import { slowPlaces } from './slow-places.ts';
import { timelineOf } from './timeline.ts';
import { vocabularyRows } from './vocabularies.ts';

const VIRTUAL =
  'Virtual phones: speed, heat and memory are simulated. Nothing here was measured on an iPhone.';

/** What the page shows, out of what was measured and decided. */
export function buildReportModel(
  measurement: Measurement,
  comparisons: readonly MetricComparison[],
  verdict: RunVerdict,
): ReportModel {
  const { manifest, launches } = measurement;
  const devices = manifest.sessions.map(({ device }) => device);
  const onPhones = launches.filter((launch) => devices.some((device) => device.id === launch.device));
  const vocabularies = vocabularyRows(measurement);
  const complete = onPhones.filter((launch) => launch.status === 'complete').length;
  return {
    run: manifest.run,
    startedAt: manifest.startedAt,
    builds: manifest.builds.map(({ role, name, version, commit, app, model }) => ({
      ...{ role, name, version, commit },
      app: app.sha256,
      model: model.sha256,
    })),
    virtualNote: devices.some((device) => device.virtual) ? VIRTUAL : null,
    verdict,
    launches: { complete, planned: onPhones.length },
    skipped: skipped(measurement),
    command: manifest.command,
    devices: deviceRows(measurement, comparisons, verdict),
    comparisons,
    deviceNames: Object.fromEntries(
      [...devices, ...(manifest.reference ? [manifest.reference.device] : [])].map((device) => [
        device.id,
        device.name,
      ]),
    ),
    phones: devices.map(({ id, name, chip }) => ({ id, name, chip })),
    soaks: soakPairs(measurement.manifest),
    slowPlaces: slowPlaces(onPhones),
    curves: curveRows(measurement),
    timelines: onPhones
      .filter((launch) => launch.status !== 'missing')
      .map((launch) => timelineOf(launch, measurement, vocabularies)),
    vocabularies,
    prompts: promptRows(measurement.summaries),
    reference: referenceRows(measurement.summaries),
    answers: answersModel(measurement),
    ...(manifest.kind === 'variants'
      ? { variants: variantRows(measurement), crossovers: serverCrossovers(measurement) }
      : {}),
    measures: measureRows(
      measurement.summaries,
      devices.map((device) => device.id),
    ),
    loads: loadRows(measurement),
    environment: environmentFacts(measurement),
    caveats: measurement.caveats,
  };
}

/** A run that failed fast says what it left out where it says what it covers. */
const skipped = ({ caveats }: Measurement): string[] =>
  caveats.filter(({ code }) => code === 'failed-fast').map(({ device, message }) => `${device}: ${message}.`);

function promptRows(summaries: readonly MetricSummary[]): PromptRow[] {
  const cells = summaries.filter((each) => each.metric === 'decode_rate' && each.role === 'candidate');
  return cells.map((cell) => {
    const of = (metric: string, role: string): number | null =>
      summaries.find(
        (each) =>
          each.metric === metric &&
          each.role === role &&
          each.device === cell.device &&
          each.suite === cell.suite &&
          each.case === cell.case,
      )?.median ?? null;
    return {
      device: cell.device,
      suite: cell.suite,
      case: cell.case,
      baselineRate: of('decode_rate', 'baseline'),
      candidateRate: cell.median,
      baselineTtft: of('ttft', 'baseline'),
      candidateTtft: of('ttft', 'candidate'),
      baselineAccepted: of('acceptance_rate', 'baseline'),
      candidateAccepted: of('acceptance_rate', 'candidate'),
    };
  });
}

function referenceRows(summaries: readonly MetricSummary[]): ReferenceRow[] {
  const ratios = summaries.filter((each) => each.metric === 'mac_ratio' && each.role === 'candidate');
  return ratios.map((each) => ({
    device: each.device,
    suite: each.suite,
    case: each.case,
    ratio: each.median,
    parityPercent:
      summaries.find(
        (other) =>
          other.metric === 'token_parity' &&
          other.role === 'candidate' &&
          other.device === each.device &&
          other.suite === each.suite &&
          other.case === each.case,
      )?.median ?? null,
  }));
}
