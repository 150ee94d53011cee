import type { Manifest } from '../experiment/manifest.ts';
import { measure, type RunLogs } from '../measure/measure.ts';
import { definitionVersions, metrics, metricsVersion } from '../measure/metrics/index.ts';
import type { Measurement } from '../measure/result.ts';
import { withoutSkippedBlocks } from '../measure/skipped-blocks.ts';
import { compareBursts } from './burst-comparisons.ts';
import { type ComparableLaunches, comparableLaunches, thermalCaveats } from './comparable-launches.ts';
import type { MetricComparison } from './comparison.ts';
import { dashboardFindings } from './dashboard.ts';
import { decideVerdict, type RunVerdict } from './gate.ts';
import { judgementCaveats, withDistrust } from './judgement-caveats.ts';
import { purposeOf } from './purpose-of-run.ts';
import { type ResultDocument, resultDocument } from './result-document.ts';
import { compareSustained, type SustainedComparison } from './sustained-comparisons.ts';

/** Everything below the event log: a pure function of a run folder's content. */
export interface Derived {
  readonly measurement: Measurement;
  readonly comparisons: readonly MetricComparison[];
  readonly verdict: RunVerdict;
  readonly thermal: ComparableLaunches['match'];
  /** Times to throttle of both builds on each phone that soaked. */
  readonly onsets: SustainedComparison['onsets'];
}

/** Samples, metrics, comparisons and verdict of a run's logs. */
export function deriveLogs(logs: RunLogs & { readonly manifest: Manifest }): Derived {
  const manifest = withoutSkippedBlocks(logs.manifest, logs.harness);
  const measured = measure(manifest, { harness: logs.harness, launches: logs.launches });
  const comparable = comparableLaunches(measured);
  const measurement = {
    ...measured,
    caveats: [
      ...measured.caveats,
      ...judgementCaveats(manifest, logs.harness),
      ...thermalCaveats(comparable.match),
    ],
  };
  const sustained = compareSustained(measurement);
  const comparisons = [...compareBursts(measurement, comparable), ...sustained.comparisons];
  const verdict = decideVerdict({
    devices: manifest.sessions.map(({ device }) => ({ id: device.id, name: device.name })),
    purpose: purposeOf(manifest),
    comparisons,
    gating: manifest.gate.map(({ metric }) => ({
      metric,
      name: metrics.find(({ id }) => id === metric)?.name ?? metric,
    })),
    caveats: measurement.caveats,
  });
  return {
    measurement,
    comparisons,
    verdict: withDistrust(verdict, manifest),
    thermal: comparable.match,
    onsets: sustained.onsets,
  };
}

/** `result.json` as it will be written; `curves` loses its series here: the samples stay in the log. */
export function resultOf(derived: Derived): ResultDocument {
  return resultDocument.parse(documentOf(derived));
}

function documentOf({ measurement, comparisons, verdict, thermal, onsets }: Derived): unknown {
  const { manifest, summaries, curves, caveats } = measurement;
  return {
    v: 1,
    run: manifest.run,
    metricsVersion,
    definitions: definitionVersions(),
    virtual: manifest.sessions.some(({ device }) => device.virtual),
    verdict,
    comparisons,
    thermalMatching: {
      dropped: thermal.dropped.map(({ device, launch, build }) => ({ device, launch, role: build })),
      droppedShare: thermal.droppedShare,
      imbalanceP: thermal.imbalanceP,
    },
    onsets,
    dashboard: dashboardFindings(comparisons),
    summaries,
    curves,
    caveats,
  };
}
