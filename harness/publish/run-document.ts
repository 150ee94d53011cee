import { z } from 'zod';
import { buildIdentity, identityOf } from '../experiment/build-identity.ts';
import { answerFindings } from '../judge/answers/judged-answers.ts';
import { deviceChange, type MetricComparison, metricComparison } from '../judge/change.ts';
import type { Derived } from '../judge/derive.ts';
import { runDurations } from '../judge/run-durations.ts';
import { purposeOf } from '../judge/run-purpose.ts';
import { runVerdict } from '../judge/verdict.ts';
import { judgedWaiver } from '../judge/waivers.ts';
import { type PublishedRun, publishedRun } from './published-run.ts';

const numbers = { baseline: true, candidate: true, changePercent: true, ci95Percent: true } as const;
const terms = { allowedPercent: true, blocks: true, reading: true, device: true } as const;
const shownChange = deviceChange.pick({ ...numbers, ...terms });

/** What is known of a run wherever it is read: the verdict, why, and the numbers behind it. Nothing in it is of this host. */
export const runFacts = z.object({
  id: z.string(),
  /** True when any phone was a virtual one: nothing of it was measured on an iPhone then. */
  virtual: z.boolean(),
  startedAt: z.iso.datetime(),
  durations: runDurations,
  builds: z.array(buildIdentity),
  ...runVerdict.shape,
  /** What the verdict rests on; codes are facts for scripts. Empty for GO. */
  reasons: z.array(
    z.object({
      code: z.string(),
      metric: z.string().nullable(),
      suite: z.string().nullable(),
      /** Null: the overall change of the suite's cases. */
      case: z.string().nullable(),
      device: z.string().nullable(),
    }),
  ),
  /**
   * Candidate against baseline, a row for each compared metric, suite and phone; a change within `allowedPercent` counts as no
   * change.
   */
  changes: z.array(
    metricComparison
      .pick({ metric: true, name: true, unit: true, direction: true, suite: true, gating: true })
      .extend(shownChange.shape),
  ),
  /** Changes that somebody answers for, by the gate policy. */
  waivers: z.array(judgedWaiver),
  /** How many doubts there are of each kind; result.json has each. */
  caveats: z.array(
    z.object({ code: z.string(), count: z.int(), invalidates: z.boolean(), excludes: z.boolean() }),
  ),
});
export type RunFacts = z.infer<typeof runFacts>;
type Reason = RunFacts['reasons'][number];

/** What a program wants to know of a run without reading its files, and where those lie. */
export const runDocument = runFacts.extend({
  /** The run folder. */
  run: z.string(),
  /** Null where it could not be written. */
  result: z.string().nullable(),
  report: z.string().nullable(),
  ...publishedRun.pick({ published: true, unpublished: true }).shape,
  interrupted: z.boolean(),
});
export type RunDocument = z.infer<typeof runDocument>;

/** What was derived from a run, as a program reads it. */
export function factsOfRun(derived: Derived): RunFacts {
  const { run, startedAt, builds, sessions } = derived.measurement.manifest;
  return runFacts.parse({
    id: run,
    virtual: sessions.some(({ device }) => device.virtual),
    startedAt,
    durations: derived.durations,
    builds: builds.map(identityOf),
    ...derived.verdict,
    reasons: reasonsOf(derived),
    changes: derived.comparisons.flatMap(changesOf),
    waivers: [...derived.waivers],
    caveats: caveatCounts(derived),
  });
}

/** A run as a document, after what was derived from it. @param published null where nothing could be written */
export function documentOfRun(
  derived: Derived,
  { folder, interrupted = false }: { folder: string; interrupted?: boolean },
  published: PublishedRun | null,
): RunDocument {
  return {
    ...factsOfRun(derived),
    run: folder,
    result: published?.result ?? null,
    report: published?.report ?? null,
    published: published?.published ?? [],
    unpublished: published?.unpublished ?? [],
    interrupted,
  };
}

const changesOf = ({ metric, name, unit, direction, suite, perDevice }: MetricComparison) =>
  perDevice.map((each): RunFacts['changes'][number] => ({
    ...{ metric, name, unit, direction, suite },
    gating: each.decides,
    device: each.device,
    ...{ baseline: each.baseline, candidate: each.candidate, changePercent: each.changePercent },
    ...{ ci95Percent: each.ci95Percent, allowedPercent: each.allowedPercent },
    ...{ blocks: each.blocks, reading: each.reading },
  }));

const ALONE = { metric: null, suite: null, case: null, device: null } as const;

/** That nothing was asked, deaths, other or wrong answers, what invalidates, and the deciding changes that are not proved harmless. */
function reasonsOf({ verdict, measurement, comparisons, outputs, answers, objections }: Derived): Reason[] {
  if (verdict.verdict === 'GO') return [];
  const purpose = purposeOf(measurement.manifest);
  const invalid = measurement.caveats.filter((caveat) => caveat.invalidates);
  const differing = outputs.filter(({ casesDiffering, doubt }) => casesDiffering > 0 && doubt === null);
  const wrong = answerFindings(answers, measurement.manifest).filter((finding) => finding.verdict !== null);
  const reasons: Reason[] = [
    ...(purpose === 'two-builds' ? [] : [{ ...ALONE, code: purpose }]),
    ...objections.flatMap(({ code, device }) => (code ? [{ ...ALONE, code, device }] : [])),
    ...differing.map(({ device }) => ({ ...ALONE, code: 'output-differs', device })),
    ...(purpose === 'two-builds' ? wrong : []).map(({ code, device }) => ({ ...ALONE, code, device })),
    ...invalid.map(({ code, device }) => ({ ...ALONE, code, device })),
    ...comparisons.flatMap(openCells),
  ];
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

const isOpen = (reading: string): boolean => reading === 'regression' || reading === 'not-enough-evidence';

const openCells = ({ metric, suite, perDevice }: MetricComparison): Reason[] =>
  perDevice
    .filter(({ decides }) => decides)
    .flatMap(({ device, reading, cases }) =>
      [{ case: null, reading }, ...cases]
        .filter((each) => isOpen(each.reading))
        .map((each) => ({ code: each.reading, metric, suite, case: each.case, device })),
    );

function caveatCounts({ measurement }: Derived): RunFacts['caveats'] {
  const counts = new Map<string, RunFacts['caveats'][number]>();
  for (const { code, invalidates, excludes } of measurement.caveats) {
    const key = `${code} ${invalidates} ${excludes}`;
    counts.set(key, { code, count: (counts.get(key)?.count ?? 0) + 1, invalidates, excludes });
  }
  return [...counts.values()];
}
