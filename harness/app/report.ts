import { join, resolve } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import type { Derived } from '../judge/derive.ts';
import type { Publisher } from '../publish/publisher.ts';
import { reportHtml } from '../publish/report-html.ts';
import { resultJson } from '../publish/result-json.ts';

/** What every run is published as, in this order. */
const publishers: readonly Publisher[] = [resultJson, reportHtml];

/** Where a run was published. */
export interface PublishedRun {
  /** `report.html`: one self-contained page. */
  readonly report: string;
  /** `result.json`: everything that was derived, but the samples. */
  readonly result: string;
}

/**
 * Publishes a run in every format, in its own folder or in another, which is made.
 * @throws HeatsoakError `FILE_UNWRITABLE`, `PLACE_INVALID` or `FOLDER_UNWRITABLE`
 */
export async function report(derived: Derived, folder: string): Promise<PublishedRun> {
  const path = resolve(folder);
  await makeFolder(path);
  for (const publisher of publishers) await publisher.publish(derived, path);
  return { report: join(path, 'report.html'), result: join(path, 'result.json') };
}
