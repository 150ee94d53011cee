import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const ON_A_MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/**
 * The user's own Chrome, Chromium or Edge: what `HEATSOAK_CHROMIUM` names, else on the path and in the usual places.
 * @param environment of the process
 * @throws HeatsoakError `BROWSER_MISSING`
 */
export function findChromium(environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment['HEATSOAK_CHROMIUM'];
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = named
    ? [named]
    : [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...ON_A_MAC];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new HeatsoakError(
    'BROWSER_MISSING',
    named
      ? `HEATSOAK_CHROMIUM names ${named}, which is not there`
      : 'no Chrome, Chromium or Edge is on this host',
    {
      hint: 'install one, or name its program in HEATSOAK_CHROMIUM; report.html itself can be printed in any browser',
    },
  );
}
