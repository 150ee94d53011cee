import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import getPort from 'get-port';
import pLimit from 'p-limit';
import { messageOf } from '../errors/heatsoak-error.ts';
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
export const openSession = (options: SessionOptions) =>
  starting(() =>
    startSession(options).catch((error: unknown) => {
      if (OVERLOOKED_TUNNEL.test(messageOf(error))) return startSession(options);
      throw error;
    }),
  );

/**
 * The driver gives its registry a third of a second. On a busy host it overlooks a tunnel that is there, for as long as the session
 * lasts, and fails at the first port that it forwards.
 */
const OVERLOOKED_TUNNEL = /'mjpegServerPort' capability/;

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
      webDriverAgentPort: await ownPort(),
      screenPort: await ownPort(),
    }),
  });
  return withinLimit('session', options.udid, session);
}

/** Below those that Linux, macOS and iOS give away by themselves: none of them takes it before the driver, or the phone, does. */
const OWN_PORTS = [10_000, 32_768] as const;
/** Of a host that has most of them taken, any port will do. */
const TRIES = 16;

/** A free port, which is not handed out twice: phones side by side need one each. Other runs of this host choose as blindly. */
const ownPort = (): Promise<number> =>
  getPort({ host: '127.0.0.1', port: Array.from({ length: TRIES }, () => randomInt(...OWN_PORTS)) });
