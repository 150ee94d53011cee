import type { z } from 'zod';
import type { Manifest, PlannedBuild } from '../../experiment/manifest.ts';
import type { Derived } from '../../judge/derive.ts';
import { purposeOf } from '../../judge/run-purpose.ts';
import { definitionVersions, metricDefinition, metricsVersion } from '../../measure/metrics/index.ts';
import type { LaunchRecord } from '../../measure/result.ts';
import { PROTOCOL_VERSION } from '../../protocol/event.ts';
import { chipWord, modelWord, type Submission, submission, versionWord } from './submission-document.ts';
import { type ShippedSuites, type SubmissionNames, submissionNames } from './submission-names.ts';

/**
 * A result as it may be published: everything that makes it comparable, and no name, path, address, serial number or sentence
 * that anybody wrote. What is not known to be harmless is left out, not what is known to be private.
 */
export function submissionOf(derived: Derived, shipped: ShippedSuites): Submission {
  const { measurement, verdict } = derived;
  const { manifest, launches } = measurement;
  const names = submissionNames(manifest, shipped);
  return submission.parse({
    ...{ v: 1, kind: 'heatsoak-submission', heatsoak: known(versionWord, manifest.heatsoak) },
    ...{ protocol: PROTOCOL_VERSION, metricsVersion, definitions: definitionVersions() },
    virtual: manifest.sessions.some(({ device }) => device.virtual),
    day: manifest.startedAt.slice(0, 'YYYY-MM-DD'.length),
    purpose: purposeOf(manifest),
    verdict: verdict.verdict,
    doubts: doubtsIn(derived),
    phones: manifest.sessions.map(({ device }) => ({
      phone: names.phone(device.id),
      model: known(modelWord, device.model),
      chip: known(chipWord, device.chip),
      os: known(versionWord, device.os),
      virtual: device.virtual,
    })),
    builds: manifest.builds.map((build) => buildOf(build, launches, names)),
    suites: suitesOf(manifest, names),
    values: valuesOf(derived, names),
    changes: changesOf(derived, names),
  } satisfies Record<keyof Submission, unknown>);
}

/** A word of a form that can hold nothing private; else null. */
const known = (form: z.ZodType<string>, word: string | undefined): string | null =>
  form.safeParse(word).data ?? null;

const ofForm = <Shape extends z.ZodType>(form: Shape, value: unknown): z.infer<Shape> | null =>
  form.safeParse(value).data ?? null;

function doubtsIn({ measurement: { caveats } }: Derived): Submission['doubts'] {
  const counts: Record<string, number> = {};
  for (const { code } of caveats) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

const { model: modelForm, engine: engineForm } = submission.shape.builds.element.shape;

function buildOf(
  { role, id, app, model, engine, format }: PlannedBuild,
  launches: readonly LaunchRecord[],
  names: SubmissionNames,
): Submission['builds'][number] {
  const own = launches.find(({ planned, load }) => load && planned.role === role && planned.build === id);
  const { name, contextTokens, batchTokens, threads, flashAttention, gpuLayers = null } = engine;
  return {
    role,
    variant: names.variant(id),
    app: app.sha256,
    model: {
      sha256: model.sha256,
      sizeBytes: model.sizeBytes,
      format: ofForm(modelForm.shape.format, format),
    },
    engine: {
      name,
      version: known(versionWord, own?.load?.engineVersion),
      backend: ofForm(engineForm.shape.backend, own?.load?.backend ?? engine.backend),
      ...{ contextTokens, batchTokens, threads, flashAttention, gpuLayers },
    },
  };
}

function suitesOf({ sessions }: Manifest, names: SubmissionNames): Submission['suites'] {
  const launches = sessions.flatMap((session) => session.launches);
  return [...new Set(launches.map(({ suite }) => suite))].map((suite) => {
    const own = launches.filter((launch) => launch.suite === suite);
    const steps = own[0]?.steps.filter(({ scored }) => scored) ?? [];
    const cases = [...new Map(steps.map((step) => [step.case, step])).values()];
    return {
      suite: names.suite(suite),
      kind: own[0]?.kind ?? 'burst',
      blocks: new Set(own.map(({ block }) => block)).size,
      cases: cases.map((step) => ({
        case: names.case(suite, step.case),
        prompt: step.prompt.kind,
        generateTokens: step.generateTokens,
      })),
    };
  });
}

/** The reference is a computer of its owner, and no phone. */
function valuesOf({ measurement: { summaries } }: Derived, names: SubmissionNames): Submission['values'] {
  return summaries.flatMap(({ device, role, build, suite, case: name, metric, count, ...rest }) => {
    const phone = names.phone(device);
    if (phone === null || role === 'reference' || count === 0) return [];
    const { median, minimum, maximum } = rest;
    return [
      {
        ...{
          phone,
          role,
          variant: names.variant(build),
          suite: names.suite(suite),
          case: names.case(suite, name),
        },
        ...{ metric, unit: metricDefinition(metric)?.unit ?? '', launches: count, median, minimum, maximum },
      },
    ];
  });
}

function changesOf({ comparisons }: Derived, names: SubmissionNames): Submission['changes'] {
  return comparisons.flatMap(({ metric, suite, perDevice }) =>
    perDevice.flatMap((change) => {
      const phone = names.phone(change.device);
      if (phone === null) return [];
      return [{ ...change, case: '*' }, ...change.cases].map((each) => ({
        ...{ phone, suite: names.suite(suite), case: names.case(suite, each.case), metric },
        changePercent: each.changePercent,
        ci95Percent: each.ci95Percent,
        blocks: each.blocks,
        reading: each.reading,
      }));
    }),
  );
}
