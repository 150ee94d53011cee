import { join } from 'node:path';
import { buildReportModel } from '../../reports/build-model.ts';
import { renderReport } from '../../reports/page.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { Derived } from '../judge/derive.ts';
import { clientScript } from './client-script.ts';
import type { Publisher } from './publisher.ts';

/** `report.html`: one self-contained page. */
export const reportHtml: Publisher = {
  name: 'report.html',
  async publish(derived, folder) {
    const path = join(folder, 'report.html');
    await writeWhole(path, await reportText(derived));
    return path;
  },
};

/** The page as it is written. @throws HeatsoakError `REPORT_CLIENT_MISSING` */
export async function reportText({ measurement, comparisons, verdict }: Derived): Promise<string> {
  const model = buildReportModel(measurement, comparisons, verdict);
  return renderReport(model, { clientScript: await clientScript() });
}
