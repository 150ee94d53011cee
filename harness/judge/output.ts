import { z } from 'zod';
import type { Manifest, PlannedBuild, PlannedDevice } from '../experiment/manifest.ts';
import { sameSettings } from '../experiment/same-settings.ts';
import type { Caveat } from '../measure/caveat.ts';
import { excludedLaunches } from '../measure/caveats.ts';
import type { LaunchRecord, Measurement } from '../measure/result.ts';
import { must } from '../statistics/must.ts';
import type { Objection } from './gate-request.ts';

/** The first token at which the candidate answers otherwise than the baseline. */
export const outputDifference = z.strictObject({
  suite: z.string(),
  case: z.string(),
  prompt: z.string(),
  /** From 0; the length of the shorter answer where one is the start of the other. */
  tokenIndex: z.int(),
  /** Null: the answer had ended. */
  baselineId: z.int().nullable(),
  candidateId: z.int().nullable(),
});
export type OutputDifference = z.infer<typeof outputDifference>;

/** What both builds answered on one phone. The same model and settings decode greedily to the same ids. */
export const outputComparison = z.strictObject({
  device: z.string(),
  casesCompared: z.int(),
  casesDiffering: z.int(),
  first: outputDifference.nullable(),
  /** Cases that the baseline itself answers otherwise from launch to launch. */
  unstableCases: z.int(),
  /** Why a difference proves nothing against the candidate; null: it does. */
  doubt: z.string().nullable(),
});
export type OutputComparison = z.infer<typeof outputComparison>;

/** Greedy ids of both builds, phone by phone. Empty where other answers are to be expected: another model, other settings. */
export function compareOutputs(measurement: Measurement): OutputComparison[] {
  const { manifest, launches, caveats } = measurement;
  if (!mustAnswerAlike(manifest)) return [];
  const excluded = excludedLaunches(caveats);
  return manifest.sessions.map(({ device }) => {
    const own = launches.filter(
      (launch) => launch.device === device.id && !excluded.has(`${device.id}/${launch.planned.id}`),
    );
    return compareOnDevice(device, own);
  });
}

function mustAnswerAlike({ builds }: Manifest): boolean {
  const of = (role: PlannedBuild['role']) => builds.find((build) => build.role === role);
  const [baseline, candidate] = [of('baseline'), of('candidate')];
  if (!baseline || !candidate) return false;
  return baseline.model.sha256 === candidate.model.sha256 && sameSettings(baseline.engine, candidate.engine);
}

/** One answer to one repetition of a case. */
interface Answer {
  readonly launch: LaunchRecord;
  readonly ids: readonly number[];
}

function compareOnDevice(device: PlannedDevice, launches: readonly LaunchRecord[]): OutputComparison {
  const [baseline, candidate] = [answersOf(launches, 'baseline'), answersOf(launches, 'candidate')];
  const asked = [...baseline.keys()].filter((key) => candidate.has(key));
  const unstable = asked.filter((key) => isUnstable(answersIn(baseline, key)));
  const differences = asked.flatMap((key) =>
    firstDifference(answersIn(baseline, key), answersIn(candidate, key)),
  );
  const caseOf = ({ suite, case: name }: { suite: string; case: string }): string => `${suite}/${name}`;
  return {
    device: device.id,
    casesCompared: new Set(asked.map(caseOfKey)).size,
    casesDiffering: new Set(differences.map(caseOf)).size,
    first: differences[0] ?? null,
    unstableCases: new Set(unstable.map(caseOfKey)).size,
    doubt: doubtAbout(
      launches,
      unstable.length > 0,
      asked.map((key) => answersIn(baseline, key)),
    ),
  };
}

const SEPARATOR = '\u0000';
const caseOfKey = (key: string): string => key.slice(0, key.lastIndexOf(SEPARATOR));
const answersIn = (all: ReadonlyMap<string, readonly Answer[]>, key: string): readonly Answer[] =>
  must(all.get(key), key);

/** A case that failed has no answer; one that ended early has, and it counts. */
const ENDED = ['length', 'stop'];

function answersOf(launches: readonly LaunchRecord[], role: PlannedBuild['role']): Map<string, Answer[]> {
  const answers = new Map<string, Answer[]>();
  for (const launch of launches.filter(({ planned }) => planned.role === role)) {
    for (const { scored, ids, case: name, repetition, finishReason } of launch.trials) {
      if (!scored || ids === null || !ENDED.includes(finishReason)) continue;
      const key = [launch.planned.suite, name, repetition].join(SEPARATOR);
      answers.set(key, [...(answers.get(key) ?? []), { launch, ids }]);
    }
  }
  return answers;
}

const isUnstable = ([first, ...rest]: readonly Answer[]): boolean =>
  rest.some((answer) => differsAt(must(first, 'an answer').ids, answer.ids) !== null);

/** The index of the first id that differs; null for equal answers. */
function differsAt(a: readonly number[], b: readonly number[]): number | null {
  for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i]) return i;
  return null;
}

/** A candidate's answer that no launch of the baseline gave. */
function firstDifference(baseline: readonly Answer[], candidate: readonly Answer[]): OutputDifference[] {
  const other = candidate.find((answer) => baseline.every(({ ids }) => differsAt(ids, answer.ids) !== null));
  const [expected] = baseline;
  if (!other || !expected) return [];
  const tokenIndex = must(differsAt(expected.ids, other.ids), 'a difference');
  const name = other.launch.trials.find(({ ids }) => ids === other.ids)?.case ?? '';
  return [
    {
      suite: other.launch.planned.suite,
      case: name,
      prompt: promptOf(other.launch, name),
      tokenIndex,
      baselineId: expected.ids[tokenIndex] ?? null,
      candidateId: other.ids[tokenIndex] ?? null,
    },
  ];
}

const LONGEST_PROMPT = 60;

function promptOf({ planned }: LaunchRecord, name: string): string {
  const prompt = must(planned.steps.find((step) => step.case === name)?.prompt, `the prompt of ${name}`);
  if (prompt.kind === 'synthetic') return `${prompt.tokens} synthetic tokens`;
  return prompt.text.length > LONGEST_PROMPT ? `${prompt.text.slice(0, LONGEST_PROMPT)}…` : prompt.text;
}

function doubtAbout(
  launches: readonly LaunchRecord[],
  isUnstableBaseline: boolean,
  baseline: readonly (readonly Answer[])[],
): string | null {
  if (isUnstableBaseline) return 'the baseline itself answers otherwise from launch to launch';
  if (baseline.some((answers) => answers.length < 2))
    return 'the baseline answered once: whether it always answers so is not known';
  const backends = (role: PlannedBuild['role']): string =>
    [
      ...new Set(
        launches.filter(({ planned }) => planned.role === role).map(({ load }) => load?.backend ?? '?'),
      ),
    ]
      .sort()
      .join(', ');
  const [before, after] = [backends('baseline'), backends('candidate')];
  return before === after ? null : `the baseline ran on ${before}, the candidate on ${after}`;
}

/** What the gate says of other answers: no pass; a stop where nothing but the build can be the reason. */
export function outputObjections(outputs: readonly OutputComparison[], { sessions }: Manifest): Objection[] {
  return outputs.flatMap((output): Objection[] => {
    if (!output.first) return [];
    const name = must(sessions.find(({ device }) => device.id === output.device)?.device.name, output.device);
    return [
      {
        device: output.device,
        verdict: output.doubt === null ? 'NO-GO' : 'INCONCLUSIVE',
        reason: `${name} ${differenceText(output, output.first)}`,
        detail: detailOf(output, output.first),
      },
    ];
  });
}

const differenceText = (output: OutputComparison, first: OutputDifference): string =>
  `answers otherwise than baseline in ${output.casesDiffering} of ${output.casesCompared} cases, first in ${first.suite} › ${first.case} at token ${first.tokenIndex}`;

function detailOf(
  { doubt }: OutputComparison,
  { prompt, baselineId, candidateId }: OutputDifference,
): string {
  const ids = `id ${candidateId ?? 'none'} for ${baselineId ?? 'none'} after “${prompt}”`;
  return `${ids}; ${doubt ?? 'the same model with the same settings must answer alike'}`;
}

/** The same as typed doubts: they stand in the report whatever the gate makes of them. */
export function outputCaveats(outputs: readonly OutputComparison[]): Caveat[] {
  const about = (device: string, code: string, message: string): Caveat => ({
    code,
    device,
    launch: null,
    message,
    invalidates: false,
    excludes: false,
  });
  return outputs.flatMap((output) => [
    ...(output.first
      ? [
          about(
            output.device,
            'output-differs',
            `${differenceText(output, output.first)}: ${detailOf(output, output.first)}`,
          ),
        ]
      : []),
    ...(output.unstableCases > 0
      ? [
          about(
            output.device,
            'output-unstable',
            `the baseline answers ${output.unstableCases} of ${output.casesCompared} cases otherwise from launch to launch`,
          ),
        ]
      : []),
  ]);
}
