import { type ConfigFile, configFile } from '../../experiment/config-file.ts';
import { readJson } from '../../files/read-json.ts';
import { CONFIG_FILE, findConfigPath } from './config-path.ts';

/** The file that stands behind the commands. */
export interface FoundConfig {
  readonly path: string;
  readonly config: ConfigFile;
}

/** @throws HeatsoakError `JSON_BROKEN` or `FILE_INVALID`, with the JSON path and the nearest key */
export async function findConfig(folder: string): Promise<FoundConfig | null> {
  const path = findConfigPath(folder);
  return path === null ? null : { path, config: await readJson(path, configFile, CONFIG_FILE) };
}
