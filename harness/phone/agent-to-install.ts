import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { shortUdid } from '../words/short-udid.ts';
import { runnerToInstall } from './agent-runner.ts';
import { hasImage } from './developer-image.ts';
import { INSTALLATION_PROXY } from './installed-apps.ts';
import { findService } from './tunnel-registry.ts';
import type { SessionOptions } from './webdriver-session.ts';

/**
 * Which WebDriverAgent the driver may put on the phone; null: none, it has the one that is named. Asked before each session that the
 * driver opens by itself: it would remove every other one, and without the developer image it looks for roads that end nowhere for
 * minutes.
 * @throws HeatsoakError `IMAGE_MISSING`, `RUNNER_DIFFERS`
 */
export async function agentToInstall(
  {
    udid,
    webDriverAgentBundleId,
    webDriverAgent,
  }: Pick<SessionOptions, 'udid' | 'webDriverAgentBundleId' | 'webDriverAgent'>,
  registryPort: number,
): Promise<string | null> {
  const proxy = await findService(registryPort, udid, INSTALLATION_PROXY);
  if (!(await hasImage(registryPort, udid)))
    throw new HeatsoakError(
      'IMAGE_MISSING',
      `the developer image of phone ${shortUdid(udid)} is not mounted`,
    );
  return runnerToInstall(proxy, udid, {
    bundleId: webDriverAgentBundleId,
    spare: webDriverAgent ?? undefined,
  });
}
