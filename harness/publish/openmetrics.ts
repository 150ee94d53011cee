import type { PlannedDevice } from '../experiment/manifest.ts';
import { verdictWords } from '../judge/verdict.ts';
import { exposed, exposition, type Family, sampleLine } from './exposition.ts';
import { type MeasuredValue, measuredValues } from './measured-values.ts';
import { filePublisher, type Publication } from './publisher.ts';

/**
 * `metrics.txt` in the OpenMetrics text format, for a textfile collector or a push gateway: values in base units, the change
 * against the baseline, the verdict. No sample has a time, which both of those refuse.
 */
export const openMetrics = filePublisher('openmetrics', 'metrics.txt', (publication) => {
  const values = measuredValues(publication.derived);
  const families = [...runFamilies(publication), ...changeFamilies(values), ...valueFamilies(values)];
  return exposition(families);
});

function runFamilies({ derived, exitCode }: Publication): Family[] {
  const { manifest } = derived.measurement;
  const { verdict } = derived.verdict;
  const states = verdictWords.map((word) =>
    sampleLine('heatsoak_verdict', { heatsoak_verdict: word }, word === verdict ? 1 : 0),
  );
  const builds = manifest.builds.map(({ role, name, version, commit = '', app, model }) => {
    const hashes = { app: app.sha256.slice(0, 12), model: model.sha256.slice(0, 12) };
    return sampleLine('heatsoak_build_info', { role, build: name, version, commit, ...hashes }, 1);
  });
  return [
    { name: 'heatsoak_verdict', type: 'stateset', help: 'What the gate says of the run.', samples: states },
    { name: 'heatsoak_build', type: 'info', help: 'The builds of the run.', samples: builds },
    {
      ...{ name: 'heatsoak_exit_code', type: 'gauge', help: 'What the command ended with.' },
      samples: [sampleLine('heatsoak_exit_code', {}, exitCode)],
    },
    {
      ...{ name: 'heatsoak_run_start_time_seconds', type: 'gauge', unit: 'seconds' },
      help: 'When the run began, since the epoch.',
      samples: [sampleLine('heatsoak_run_start_time_seconds', {}, Date.parse(manifest.startedAt) / 1000)],
    },
  ];
}

function changeFamilies(values: readonly MeasuredValue[]): Family[] {
  const compared = values.flatMap(({ change, ...each }) => (change ? [{ ...each, change }] : []));
  const family = (name: string, help: string, percentOf: (each: (typeof compared)[number]) => number) => ({
    ...({ name, help, type: 'gauge', unit: 'ratio' } as const),
    samples: compared.map((each) =>
      sampleLine(name, { ...labelsOf(each), metric: each.metric.id }, percentOf(each) / 100),
    ),
  });
  return [
    family(
      'heatsoak_change_ratio',
      'Change of the candidate against the baseline.',
      ({ change }) => change.changePercent ?? 0,
    ),
    family(
      'heatsoak_margin_ratio',
      'How much worse the candidate may be.',
      ({ change }) => change.allowedPercent,
    ),
  ];
}

function valueFamilies(values: readonly MeasuredValue[]): Family[] {
  const metrics = [...new Set(values.map(({ metric }) => metric))];
  return metrics.map((metric) => {
    const { name, unit, factor } = exposed(metric);
    const own = values.filter((each) => each.metric === metric);
    const samples = own.map((each) => sampleLine(name, labelsOf(each), each.value * factor));
    return { name, type: 'gauge', unit, help: `${metric.name} of the candidate.`, samples };
  });
}

const labelsOf = ({ device, suite }: { device: PlannedDevice; suite: string }) => ({
  ...{ device: device.id, model: device.model, os: device.os, suite },
  virtual: String(device.virtual),
});
