import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { openService, type ServiceSocket, unreachable } from './afc/service-socket.ts';

const RUNNER_NAME = 'WebDriverAgentRunner-Runner';
const DEFAULT_ID = 'com.facebook.WebDriverAgentRunner';
const SUFFIX = '.xctrunner';
/** A phone lists some twenty apps in one answer. */
const MOST_ANSWERS = 1000;

/** The id without the ending under which iOS lists it: the driver appends that itself. */
export const runnerId = (configured: string | undefined): string =>
  (configured ?? DEFAULT_ID).replace(new RegExp(`(\\${SUFFIX})+$`), '');

/**
 * Asks the phone which WebDriverAgents it has. The driver removes each that is not the configured one, and
 * from Linux a removed one cannot be put back: so a session begins only where nothing is removed.
 * @throws HeatsoakError `RUNNER_DIFFERS`
 */
export async function refuseOtherRunners(
  { address, port }: { address: string; port: number },
  udid: string,
  configured: string | undefined,
): Promise<void> {
  const wanted = `${runnerId(configured)}${SUFFIX}`;
  const installed = await installedRunners(address, port);
  if (installed.length === 1 && installed[0] === wanted) return;
  const found = installed.length === 0 ? 'none' : installed.join(' and ');
  throw new HeatsoakError(
    'RUNNER_DIFFERS',
    `phone ${udid} has ${found} as WebDriverAgent, and devices.json names ${wanted}`,
    {
      hint:
        installed.length === 1
          ? `"webDriverAgentBundleId": "${runnerId(installed[0])}" in devices.json`
          : 'install one WebDriverAgent, signed under your own team, and name it as webDriverAgentBundleId',
    },
  );
}

async function installedRunners(address: string, port: number): Promise<string[]> {
  const service = await openService(address, port);
  try {
    await service.take();
    service.send({
      Command: 'Browse',
      ClientOptions: { ApplicationType: 'User', ReturnAttributes: ['CFBundleIdentifier', 'CFBundleName'] },
    });
    return await browsed(service);
  } catch (error) {
    throw unreachable(address, port, error);
  } finally {
    service.socket.destroy();
  }
}

/** A phone lists its apps in several answers; the last one says that it is complete. */
async function browsed(service: ServiceSocket): Promise<string[]> {
  const found: string[] = [];
  for (let answers = 0; answers < MOST_ANSWERS; answers++) {
    const { Status: status, CurrentList: list, Error: refusal } = await service.take();
    if (refusal !== undefined) throw new Error(`it lists no apps: ${String(refusal)}`);
    const apps = (Array.isArray(list) ? list : []) as {
      CFBundleName?: unknown;
      CFBundleIdentifier?: unknown;
    }[];
    for (const app of apps) if (app.CFBundleName === RUNNER_NAME) found.push(String(app.CFBundleIdentifier));
    if (status === 'Complete') return found;
  }
  throw new Error('its list of apps has no end');
}
