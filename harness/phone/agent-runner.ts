import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { shortUdid } from '../words/short-udid.ts';
import { type InstalledApp, installedApps } from './installed-apps.ts';

const RUNNER_NAME = 'WebDriverAgentRunner-Runner';
const DEFAULT_ID = 'com.facebook.WebDriverAgentRunner';
const SUFFIX = '.xctrunner';

/** The id without the ending under which iOS lists it: the driver appends that itself. */
export const runnerId = (configured: string | undefined): string =>
  (configured ?? DEFAULT_ID).replace(new RegExp(`(\\${SUFFIX})+$`), '');

/** The id under which iOS lists the WebDriverAgent that devices.json names. */
export const listedRunner = (configured: string | undefined): string => `${runnerId(configured)}${SUFFIX}`;

/** Ids of the WebDriverAgents among these apps. */
export const runnersIn = (apps: readonly InstalledApp[]): string[] =>
  apps.filter(({ name }) => name === RUNNER_NAME).map(({ bundleId }) => bundleId);

/** What devices.json says of a phone's WebDriverAgent. */
export interface WantedRunner {
  readonly bundleId?: string | undefined;
  /** A signed one as an .ipa on this host. */
  readonly spare?: string | undefined;
}

/**
 * Asks the phone which WebDriverAgents it has, and returns the package to put on it: the spare one where it has none, else null.
 * The driver removes each that is not the configured one, and from Linux a removed one cannot be signed anew: so a session begins
 * only where nothing is removed.
 * @throws HeatsoakError `RUNNER_DIFFERS`
 */
export async function runnerToInstall(
  place: { address: string; port: number },
  udid: string,
  { bundleId, spare }: WantedRunner,
): Promise<string | null> {
  const wanted = listedRunner(bundleId);
  const installed = runnersIn(await installedApps(place));
  if (installed.length === 1 && installed[0] === wanted) return null;
  if (installed.length === 0 && spare !== undefined) return spare;
  const found = installed.length === 0 ? 'none' : installed.join(' and ');
  throw new HeatsoakError(
    'RUNNER_DIFFERS',
    `phone ${shortUdid(udid)} has ${found} as WebDriverAgent, and devices.json names ${wanted}`,
    {
      hint:
        installed.length === 1
          ? `"webDriverAgentBundleId": "${runnerId(installed[0])}" in devices.json`
          : 'install one WebDriverAgent, signed under your own team, and name it as webDriverAgentBundleId',
    },
  );
}
