import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ConfigFile } from '../experiment/config-file.ts';
import { writeDocument } from '../files/write-whole.ts';

const SCHEMA = join('node_modules', 'heatsoak', 'schemas', 'config.schema.json');

/**
 * Writes a `heatsoak.config.json` with what commands take by default, so that a person has something to change.
 * @param path of the file
 * @param devices the lab's file; the key is left out where there is none: then the virtual lab is measured
 * @throws HeatsoakError `FILE_UNWRITABLE`
 */
export async function writeConfig(path: string, devices: string): Promise<void> {
  const folder = dirname(path);
  const config: ConfigFile = {
    ...(existsSync(join(folder, SCHEMA)) ? { $schema: `./${SCHEMA}` } : {}),
    ...(existsSync(devices) ? { lab: { devices: relative(folder, devices) } } : {}),
    suites: ['quick'],
    store: { runs: 'runs', calibration: 'calibration' },
    nightly: { budget: '3h', retries: 2 },
  };
  await writeDocument(path, config);
}
