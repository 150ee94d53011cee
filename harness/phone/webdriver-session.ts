import { availableParallelism } from 'node:os';
import getPort from 'get-port';
import pLimit from 'p-limit';
import { COMMAND_LIMIT_MS, capabilities } from './capabilities.ts';
import { withinLimit } from './command-limits.ts';

export interface SessionOptions {
  /** Of our own server, with its secret path. */
  readonly appiumUrl: string;
  readonly udid: string;
  readonly platformVersion: string;
  /** A WebDriverAgent that already runs; undefined starts the preinstalled one through the tunnel. */
  readonly webDriverAgentUrl: string | undefined;
  readonly webDriverAgentBundleId?: string | undefined;
  /** A signed WebDriverAgent on this host, for a phone that has none. */
  readonly webDriverAgent?: string | null | undefined;
}

/**
 * A session that starts keeps a core busy for a second. Many at once keep each other, and the look-ups of the driver that
 * have a limit of their own, from ever being answered; in a row they take no longer.
 */
const starting = pLimit(2 * availableParallelism());

/** Opens a session when its turn has come. @throws what the driver says */
export const openSession = (options: SessionOptions) => starting(() => startSession(options));

async function startSession(options: SessionOptions) {
  // It takes a second to load, and most commands never open a phone.
  const { remote } = await import('webdriverio');
  const { hostname, port, pathname } = new URL(options.appiumUrl);
  const session = remote({
    hostname,
    port: Number(port),
    path: pathname,
    logLevel: 'silent',
    connectionRetryTimeout: COMMAND_LIMIT_MS,
    // A retry would send the POST again: a second install.
    connectionRetryCount: 0,
    capabilities: capabilities({
      ...options,
      webDriverAgentBundleId: options.webDriverAgentBundleId,
      webDriverAgent: options.webDriverAgent ?? null,
      // It does not hand out a port twice: phones side by side need one each.
      webDriverAgentPort: await getPort({ host: '127.0.0.1' }),
    }),
  });
  return withinLimit('session', options.udid, session);
}
