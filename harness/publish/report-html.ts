import { join } from 'node:path';
import { buildReportModel } from '../../reports/build-model.ts';
import { renderReport } from '../../reports/page.ts';
import { writeWhole } from '../files/write-whole.ts';
import { clientScript } from './client-script.ts';
import type { Publisher } from './publisher.ts';

/** `report.html`: one self-contained page. */
export const reportHtml: Publisher = {
  name: 'report',
  async publish({ derived: { measurement, comparisons, verdict }, folder }) {
    const path = join(folder, 'report.html');
    const model = buildReportModel(measurement, comparisons, verdict);
    await writeWhole(path, renderReport(model, { clientScript: await clientScript() }));
    return [path];
  },
};
