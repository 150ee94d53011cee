import { resolve } from 'node:path';
import { readJson } from '../files/read-json.ts';
import { detectChanges } from '../history/detect.ts';
import { type ChangesDocument, seriesFile } from '../history/series-file.ts';
import { alert, strict, trigger } from '../judge/nightly/parameters.ts';

/** `trigger`: to be confirmed; `alert`: stands alone; `strict`: rarer. */
const sensitivities = { trigger, alert, strict };
export type Sensitivity = keyof typeof sensitivities;
export const sensitivityNames = Object.keys(sensitivities) as Sensitivity[];

export interface DetectOptions {
  /** Path of a series: schemas/series.schema.json. */
  readonly series: string;
  /** As points come: each change once, by what was known then. */
  readonly online?: boolean | undefined;
  /** Default: `alert`. */
  readonly sensitivity?: Sensitivity | undefined;
}

/** The changes of level in a series. @throws HeatsoakError `FILE_MISSING`, `JSON_BROKEN`, `FILE_INVALID`, `SERIES_NOT_POSITIVE` */
export async function detect(options: DetectOptions): Promise<ChangesDocument> {
  const file = await readJson(resolve(options.series), seriesFile, 'the series');
  return detectChanges(file, {
    online: options.online ?? false,
    parameters: sensitivities[options.sensitivity ?? 'alert'],
  });
}
