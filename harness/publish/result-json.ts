import { join } from 'node:path';
import { writeDocument } from '../files/write-whole.ts';
import { type Derived, resultOf } from '../judge/derive.ts';
import type { Publisher } from './publisher.ts';

/** Writes `result.json`: everything that was derived, but the samples. Returns its path. @throws HeatsoakError `FILE_UNWRITABLE` */
export async function writeResult(derived: Derived, folder: string): Promise<string> {
  const path = join(folder, 'result.json');
  await writeDocument(path, resultOf(derived));
  return path;
}

/** `result.json`, which every run has. */
export const resultJson: Publisher = {
  name: 'result',
  publish: async ({ derived, folder }) => [await writeResult(derived, folder)],
};
