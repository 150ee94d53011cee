import { identityOf } from '../experiment/build-identity.ts';
import type { Sealing } from '../experiment/input-findings.ts';
import type { Manifest } from '../experiment/manifest.ts';
import type { Caveat } from '../measure/caveat.ts';
import { measure, type RunLogs } from '../measure/measure.ts';
import { definitionVersions, metricsVersion } from '../measure/metrics/index.ts';
import type { Measurement } from '../measure/result.ts';
import { withoutSkipped } from '../measure/skipped-blocks.ts';
import { boundedDevices, boundFindings, limitObjections } from './absolute-limits.ts';
import { type AnswerFinding, caveatsOfAnswers, objectionsOf } from './answers/finding.ts';
import { answerFindings, type JudgedAnswers, judgeAnswers } from './answers/judged-answers.ts';
import { certaintyOfRule } from './certainty.ts';
import type { MetricComparison } from './change.ts';
import { type ComparableLaunches, comparableLaunches, thermalCaveats } from './comparable-launches.ts';
import { dashboardFindings } from './dashboard.ts';
import { deathCaveats } from './deaths.ts';
import { doubtObjections } from './doubt-objections.ts';
import { doubtsOf } from './doubts.ts';
import { failFastCaveats, failFastObjections } from './fail-fast.ts';
import { decideVerdict } from './gate.ts';
import type { GateRequest, Objection } from './gate-request.ts';
import { type GateFinding, linesOf } from './gates/gate-line.ts';
import { gateFindings } from './gates/gate-lines.ts';
import { inputCaveats } from './input-caveats.ts';
import { judgementCaveats, withDistrust } from './judgement-caveats.ts';
import { type EndCount, type EndedLaunch, endCounts, launchEnds } from './launch-ends.ts';
import { lossObjections, whyLost } from './lost-launches.ts';
import { lostOptionalPhones } from './lost-phones.ts';
import { compareOnsets, type OnsetComparison } from './onsets.ts';
import { compareOutputs, type OutputComparison } from './output.ts';
import { outputCaveats } from './output-findings.ts';
import { ownFaults } from './own-faults.ts';
import { requiredCells, waiversOfRun } from './required-cells.ts';
import { type ResultDocument, resultDocument } from './result-document.ts';
import { durationsOf, type RunDurations } from './run-durations.ts';
import { purposeOf } from './run-purpose.ts';
import { compareSuites } from './suite-comparisons.ts';
import type { RunVerdict } from './verdict.ts';
import { type JudgedWaiver, waiverObjections, withWaivers } from './waivers.ts';
import { whyWithheld, withhold } from './withheld.ts';

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
  /** What the gate asked on each phone; the verdict has a line for each question. */
  readonly gateFindings: readonly GateFinding[];
  /** How the launches of both builds ended, by phone and suite. */
  readonly ends: readonly EndCount[];
  /** What stops phones, or holds their pass back, besides a change. */
  readonly objections: readonly Objection[];
  /** What the candidate answered, against the reference, by itself and as expected. */
  readonly answers: JudgedAnswers;
  /** Changes that somebody answers for, and what became of them here. */
  readonly waivers: readonly JudgedWaiver[];
  /** How long the run took, by its journals. */
  readonly durations: RunDurations;
}

/** What was found besides the values: which launches compare, what was answered, and how launches ended. */
interface Found {
  readonly comparable: ComparableLaunches;
  readonly outputs: readonly OutputComparison[];
  readonly ends: readonly EndedLaunch[];
  readonly findings: readonly AnswerFinding[];
}

/** The logs of a run; those of a run folder say whether they are as they were. */
type Logs = RunLogs & { readonly manifest: Manifest; readonly sealing?: Sealing };

/** Samples, metrics, comparisons and verdict of a run's logs. */
export function deriveLogs(logs: Logs): Derived {
  const manifest = withoutSkipped(logs.manifest, logs);
  const measured = measure(manifest, { harness: logs.harness, launches: logs.launches });
  const comparable = comparableLaunches(measured);
  const outputs = compareOutputs(measured);
  const ends = launchEnds(measured, logs.harness);
  const answers = judgeAnswers(measured);
  const findings = answerFindings(answers, manifest);
  const found = { comparable, outputs, ends, findings };
  const ofInputs = logs.sealing ? inputCaveats(logs.sealing) : [];
  // First: whatever else is found in a changed log is no fault of the phone.
  const caveats = [...ofInputs, ...measured.caveats, ...caveatsOf(manifest, logs, found)];
  const measurement = { ...measured, caveats };
  const why = whyWithheld(ends, measured);
  const comparisons = compareSuites(measurement, comparable).map((each) => withhold(each, why));
  const waivers = waiversOfRun(manifest, comparisons);
  const objections = [...objectionsTo(measurement, logs, found), ...waiverObjections(waivers)];
  const request: GateRequest = {
    devices: manifest.sessions.map(({ device }) => ({ id: device.id, name: device.name })),
    purpose: purposeOf(manifest),
    comparisons,
    certainty: certaintyOfRule(manifest.stopping),
    required: requiredCells(manifest),
    objections,
    bounded: boundedDevices(manifest),
    leftOut: lostOptionalPhones(manifest, measured.caveats),
    missingPhones: missingPhones(manifest),
    caveats,
  };
  const verdict = decideVerdict(request);
  const counts = endCounts(ends);
  const evidence = { bounds: boundFindings(measurement), ends: counts, outputs, waivers };
  const asked = gateFindings(request, verdict.devices, evidence);
  return {
    measurement,
    comparisons,
    verdict: {
      ...withWaivers(withDistrust(verdict, manifest), waivers),
      doubts: doubtsOf(caveats),
      gates: linesOf(asked),
    },
    thermal: comparable.match,
    onsets: compareOnsets(measurement, comparable.match.dropped),
    outputs,
    gateFindings: asked,
    ends: counts,
    objections,
    answers,
    waivers,
    durations: durationsOf(manifest, logs.harness),
  };
}

/** Doubts that rest on several launches. */
const caveatsOf = (
  manifest: Manifest,
  logs: Logs,
  { comparable, outputs, ends, findings }: Found,
): Caveat[] => [
  ...judgementCaveats(manifest, logs),
  ...thermalCaveats(comparable.match),
  ...outputCaveats(outputs),
  ...caveatsOfAnswers(findings),
  ...deathCaveats(ends, manifest.sessions),
  ...failFastCaveats(manifest, logs.harness),
];

/** In the order in which they are told: what the build did wrong by itself first. */
function objectionsTo(
  measurement: Measurement,
  { harness }: Logs,
  { comparable, outputs, ends, findings }: Found,
): Objection[] {
  const { manifest } = measurement;
  const dropped = new Set(comparable.match.dropped.map(({ device, launch }) => `${device}/${launch}`));
  return [
    ...ownFaults(manifest, ends, outputs),
    ...objectionsOf(findings, manifest),
    ...limitObjections(measurement),
    ...failFastObjections(manifest, harness),
    ...lossObjections(ends, whyLost(measurement, dropped), manifest.sessions),
    ...doubtObjections(measurement),
  ];
}

/** Models that the gate requires and no session has. */
const missingPhones = ({ requiredPhones, sessions }: Manifest): string[] =>
  (requiredPhones ?? []).filter((model) => !sessions.some(({ device }) => device.model === model));

/** `result.json` as it will be written; a field that its schema does not know is an error, never dropped. */
export function resultOf(derived: Derived): ResultDocument {
  return resultDocument.parse(documentOf(derived));
}

function documentOf(derived: Derived): ResultDocument {
  const { measurement, comparisons, verdict, thermal, onsets, outputs, ends, answers, waivers } = derived;
  const { manifest, summaries, curves, caveats } = measurement;
  return {
    v: 1,
    run: manifest.run,
    metricsVersion,
    definitions: definitionVersions(),
    virtual: manifest.sessions.some(({ device }) => device.virtual),
    builds: manifest.builds.map(identityOf),
    provenance: manifest.builds.map(({ role, id, model, provenance }) => ({
      role,
      ...(id === undefined ? {} : { build: id }),
      model: model.sha256,
      made: provenance ?? {},
    })),
    verdict,
    comparisons: [...comparisons],
    thermalMatching: {
      dropped: thermal.dropped.map(({ device, launch, build }) => ({ device, launch, role: build })),
      droppedShare: thermal.droppedShare,
      imbalanceP: thermal.imbalanceP,
    },
    onsets: [...onsets],
    outputs: [...outputs],
    ends: [...ends],
    answers,
    ...(waivers.length > 0 ? { waivers: [...waivers] } : {}),
    dashboard: dashboardFindings(comparisons),
    summaries: [...summaries],
    // The samples stay in the log.
    curves: curves.map(({ device, launch, role, curve }) => ({ device, launch, role, curve })),
    caveats: [...caveats],
  };
}
