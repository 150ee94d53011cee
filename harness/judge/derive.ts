import type { Manifest } from '../experiment/manifest.ts';
import { measure, type RunLogs } from '../measure/measure.ts';
import { definitionVersions, metricsVersion } from '../measure/metrics/index.ts';
import type { Measurement } from '../measure/result.ts';
import { withoutSkippedBlocks } from '../measure/skipped-blocks.ts';
import { limitObjections } from './absolute-limits.ts';
import { caveatsOfAnswers, objectionsOf } from './answers/finding.ts';
import { answerFindings, type JudgedAnswers, judgeAnswers } from './answers/judged-answers.ts';
import { certaintyOfRule } from './certainty.ts';
import type { MetricComparison } from './change.ts';
import { type ComparableLaunches, comparableLaunches, thermalCaveats } from './comparable-launches.ts';
import { dashboardFindings } from './dashboard.ts';
import { decideVerdict } from './gate.ts';
import { judgementCaveats, withDistrust } from './judgement-caveats.ts';
import { compareOnsets, type OnsetComparison } from './onsets.ts';
import { compareOutputs, type OutputComparison } from './output.ts';
import { outputCaveats, outputObjections } from './output-findings.ts';
import { type ResultDocument, resultDocument } from './result-document.ts';
import { purposeOf } from './run-purpose.ts';
import { compareSuites, requiredCells } from './suite-comparisons.ts';
import type { RunVerdict } from './verdict.ts';

/** Everything below the event log: a pure function of a run folder's content. */
export interface Derived {
  readonly measurement: Measurement;
  readonly comparisons: readonly MetricComparison[];
  readonly verdict: RunVerdict;
  readonly thermal: ComparableLaunches['match'];
  /** Times to throttle of both builds on each phone that soaked. */
  readonly onsets: readonly OnsetComparison[];
  /** What both builds answered on each phone; empty where other answers are to be expected. */
  readonly outputs: readonly OutputComparison[];
  /** What the candidate answered, against the reference, by itself and as expected. */
  readonly answers: JudgedAnswers;
}

/** Samples, metrics, comparisons and verdict of a run's logs. */
export function deriveLogs(logs: RunLogs & { readonly manifest: Manifest }): Derived {
  const manifest = withoutSkippedBlocks(logs.manifest, logs.harness);
  const measured = measure(manifest, { harness: logs.harness, launches: logs.launches });
  const comparable = comparableLaunches(measured);
  const outputs = compareOutputs(measured);
  const answers = judgeAnswers(measured);
  const findings = answerFindings(answers, manifest);
  const measurement = {
    ...measured,
    caveats: [
      ...measured.caveats,
      ...judgementCaveats(manifest, logs.harness),
      ...thermalCaveats(comparable.match),
      ...outputCaveats(outputs),
      ...caveatsOfAnswers(findings),
    ],
  };
  const comparisons = compareSuites(measurement, comparable);
  const verdict = decideVerdict({
    devices: manifest.sessions.map(({ device }) => ({ id: device.id, name: device.name })),
    purpose: purposeOf(manifest),
    comparisons,
    certainty: certaintyOfRule(manifest.stopping),
    required: requiredCells(manifest),
    objections: [
      ...(manifest.sameOutput === false ? [] : outputObjections(outputs, manifest)),
      ...objectionsOf(findings, manifest),
      ...limitObjections(measurement),
    ],
    missingPhones: missingPhones(manifest),
    caveats: measurement.caveats,
  });
  return {
    measurement,
    comparisons,
    verdict: withDistrust(verdict, manifest),
    thermal: comparable.match,
    onsets: compareOnsets(measurement, comparable.match.dropped),
    outputs,
    answers,
  };
}

/** Models that the gate requires and no session has. */
const missingPhones = ({ requiredPhones, sessions }: Manifest): string[] =>
  (requiredPhones ?? []).filter((model) => !sessions.some(({ device }) => device.model === model));

/** `result.json` as it will be written; a field that its schema does not know is an error, never dropped. */
export function resultOf(derived: Derived): ResultDocument {
  return resultDocument.parse(documentOf(derived));
}

function documentOf(derived: Derived): ResultDocument {
  const { measurement, comparisons, verdict, thermal, onsets, outputs, answers } = derived;
  const { manifest, summaries, curves, caveats } = measurement;
  return {
    v: 1,
    run: manifest.run,
    metricsVersion,
    definitions: definitionVersions(),
    virtual: manifest.sessions.some(({ device }) => device.virtual),
    verdict,
    comparisons: [...comparisons],
    thermalMatching: {
      dropped: thermal.dropped.map(({ device, launch, build }) => ({ device, launch, role: build })),
      droppedShare: thermal.droppedShare,
      imbalanceP: thermal.imbalanceP,
    },
    onsets: [...onsets],
    outputs: [...outputs],
    answers,
    dashboard: dashboardFindings(comparisons),
    summaries: [...summaries],
    // The samples stay in the log.
    curves: curves.map(({ device, launch, role, curve }) => ({ device, launch, role, curve })),
    caveats: [...caveats],
  };
}
