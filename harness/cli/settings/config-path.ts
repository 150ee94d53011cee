import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const CONFIG_FILE = 'heatsoak.config.json';

/** The nearest `heatsoak.config.json` from a folder upwards; null where there is none. */
export function findConfigPath(folder: string): string | null {
  const path = join(folder, CONFIG_FILE);
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return above === folder ? null : findConfigPath(above);
}
