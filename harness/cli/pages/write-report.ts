import { join } from 'node:path';
import { buildReportModel } from '../../../reports/build-model.ts';
import { renderReport } from '../../../reports/page.ts';
import { type Derived, writeResult } from '../../run/derive.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { clientScript } from './client-script.ts';

/** Writes `result.json` and `report.html` beside the log; returns the report's path. */
export async function writeReport(path: string, derived: Derived): Promise<string> {
  await writeResult(path, derived);
  const model = buildReportModel(derived.measurement, derived.comparisons, derived.verdict);
  await openRunFolder(path).write('report.html', renderReport(model, { clientScript: await clientScript() }));
  return join(path, 'report.html');
}
