import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { packageRoot } from '../files/package-home.ts';

/** The report's browser part, bundled by `npm run build`. */
export async function clientScript(): Promise<string> {
  const path = join(packageRoot, 'dist/reports/client.js');
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new HeatsoakError('REPORT_CLIENT_MISSING', `the report's script ${path} has not been built`, {
      where: path,
      hint: 'npm run build',
      cause,
    });
  }
}
