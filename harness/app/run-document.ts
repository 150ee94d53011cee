import { z } from 'zod';
import type { Derived } from '../judge/derive.ts';
import { purposeOf } from '../judge/purpose-of-run.ts';
import { resultDocument } from '../judge/result-document.ts';
import type { PublishedRun } from './report.ts';

const percent = z.number().nullable();
const comparison = resultDocument.shape.comparisons.element;
const change = comparison.shape.perDevice.element;

/** What a program wants to know of a run without reading its files: the verdict, why, and the numbers behind it. */
export const runDocument = z.object({
  id: z.string(),
  /** The run folder. */
  run: z.string(),
  /** Null where it could not be written. */
  result: z.string().nullable(),
  report: z.string().nullable(),
  interrupted: z.boolean(),
  ...resultDocument.shape.verdict.shape,
  /** What the verdict rests on; codes are facts for scripts. Empty for GO. */
  reasons: z.array(
    z.object({ code: z.string(), metric: z.string().nullable(), device: z.string().nullable() }),
  ),
  /** Candidate against baseline, a row for each compared metric and phone. */
  changes: z.array(
    z.object({
      metric: z.string(),
      name: z.string(),
      unit: z.string(),
      direction: z.enum(['higher', 'lower']),
      device: z.string(),
      /** May decide. */
      gating: z.boolean(),
      baseline: z.number().nullable(),
      candidate: z.number().nullable(),
      changePercent: percent,
      ci95Percent: change.shape.ci95Percent,
      /** A change within it is none. */
      allowedPercent: z.number(),
      blocks: z.int(),
      reading: change.shape.reading,
    }),
  ),
  /** How many doubts there are of each kind; result.json has each. */
  caveats: z.array(
    z.object({ code: z.string(), count: z.int(), invalidates: z.boolean(), excludes: z.boolean() }),
  ),
});
export type RunDocument = z.infer<typeof runDocument>;

/** A run as a document, after what was derived from it. @param published null where nothing could be written */
export function documentOfRun(
  derived: Derived,
  { folder, interrupted = false }: { folder: string; interrupted?: boolean },
  published: PublishedRun | null,
): RunDocument {
  return runDocument.parse({
    id: derived.measurement.manifest.run,
    run: folder,
    result: published?.result ?? null,
    report: published?.report ?? null,
    interrupted,
    ...derived.verdict,
    reasons: reasonsOf(derived),
    changes: changesOf(derived),
    caveats: caveatCounts(derived),
  });
}

const changesOf = ({ comparisons }: Derived): RunDocument['changes'] =>
  comparisons.flatMap(({ metric, name, unit, direction, gating, perDevice }) =>
    perDevice.map((each) => ({
      ...{ metric, name, unit, direction, gating },
      device: each.device,
      baseline: each.baseline,
      candidate: each.candidate,
      changePercent: each.changePercent,
      ci95Percent: each.ci95Percent === null ? null : [each.ci95Percent[0], each.ci95Percent[1]],
      allowedPercent: each.allowedPercent,
      blocks: each.blocks,
      reading: each.reading,
    })),
  );

/** The changes of gating metrics that are not proved harmless, what invalidates, and that nothing was asked. */
function reasonsOf(derived: Derived): RunDocument['reasons'] {
  const { verdict, measurement } = derived;
  if (verdict.verdict === 'GO') return [];
  const purpose = purposeOf(measurement.manifest);
  const open = changesOf(derived).filter(
    ({ gating, reading }) => gating && (reading === 'regression' || reading === 'not-enough-evidence'),
  );
  const invalid = measurement.caveats.filter((caveat) => caveat.invalidates);
  const reasons: RunDocument['reasons'] = [
    ...(purpose === 'two-builds' ? [] : [{ code: purpose, metric: null, device: null }]),
    ...open.map(({ reading, metric, device }) => ({ code: reading, metric, device })),
    ...invalid.map(({ code, device }) => ({ code, metric: null, device })),
  ];
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

function caveatCounts({ measurement }: Derived): RunDocument['caveats'] {
  const counts = new Map<string, RunDocument['caveats'][number]>();
  for (const { code, invalidates, excludes } of measurement.caveats) {
    const key = `${code} ${invalidates} ${excludes}`;
    counts.set(key, { code, count: (counts.get(key)?.count ?? 0) + 1, invalidates, excludes });
  }
  return [...counts.values()];
}
