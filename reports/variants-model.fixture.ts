import { decideVerdict } from '../harness/judge/gate.ts';
import { variantsMeasurement } from '../harness/judge/variants.fixture.ts';
import { buildReportModel } from './build-model.ts';
import type { ReportModel } from './report-model.ts';

/** Two variants of one model, of which neither is better in everything. */
export function variantsModel(): ReportModel {
  const side = { fixedMs: 30, perPromptMs: 10, tokenMs: 60, meanKl: 0.1 };
  const measurement = variantsMeasurement(
    [
      { ...side, id: 'q4' },
      { ...side, id: 'q8', tokenMs: 100, meanKl: 0.01 },
    ],
    null,
  );
  const devices = measurement.manifest.sessions.map(({ device }) => device);
  const verdict = decideVerdict({ devices, purpose: 'variants', comparisons: [], required: [], caveats: [] });
  const [worst = null] = measurement.caveats.map(({ code, device, launch, message }) => ({
    ...{ code, device, launch, message },
  }));
  return buildReportModel(measurement, [], {
    ...verdict,
    doubts: { count: measurement.caveats.length, worst },
  });
}
