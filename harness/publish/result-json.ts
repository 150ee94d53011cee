import { join } from 'node:path';
import { writeWhole } from '../files/write-whole.ts';
import { resultOf } from '../judge/derive.ts';
import type { Publisher } from './publisher.ts';

/** `result.json`: everything that was derived, but the samples. */
export const resultJson: Publisher = {
  name: 'result.json',
  async publish(derived, folder) {
    const path = join(folder, 'result.json');
    await writeWhole(path, `${JSON.stringify(resultOf(derived), null, 2)}\n`);
    return path;
  },
};
