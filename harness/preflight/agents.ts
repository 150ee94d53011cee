import { join } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { scratchFolder } from '../files/scratch-folder.ts';
import type { Agent, AgentStatus } from '../lab/doctor/phone.ts';
import { agentToInstall } from '../phone/agent-to-install.ts';
import { alertButtons } from '../phone/alert-buttons.ts';
import { type AppiumServer, startAppiumServer } from '../phone/appium-server.ts';
import { webDriverAgentAt } from '../phone/examined/web-driver-agent.ts';
import { hostRegistryPort } from '../phone/tunnel-registry.ts';
import { openSession } from '../phone/webdriver-session.ts';

/** A phone whose preinstalled WebDriverAgent the driver starts. */
export interface PreinstalledAgent {
  readonly udid: string;
  readonly os: string;
  /** Of a server that runs already. */
  readonly appiumUrl: string | undefined;
  readonly webDriverAgentBundleId: string | undefined;
  /** The package for a phone that has none. */
  readonly spare: string | undefined;
}

/** WebDriverAgents of the phones that are examined. */
export interface Agents {
  at(url: string): Agent;
  preinstalled(phone: PreinstalledAgent): Agent;
  /** Ends the sessions and the server that were needed. */
  close(): Promise<void>;
}

/** One that runs is asked without a session; for one that must be started there is an Appium server, begun when it is needed. */
export function openAgents(): Agents {
  const undo: (() => Promise<unknown>)[] = [];
  let appium: Promise<AppiumServer> | undefined;
  const server = (): Promise<AppiumServer> => {
    appium ??= startServer(undo);
    return appium;
  };
  return {
    at: runningAgent,
    preinstalled: (phone) => startedAgent(phone, server, undo),
    async close() {
      for (const each of undo.splice(0).reverse()) await each().catch(() => undefined);
    },
  };
}

function runningAgent(url: string): Agent {
  const agent = webDriverAgentAt(url);
  return {
    status: () => agent.status().catch((): AgentStatus | null => null),
    start: () => agent.status(),
    isLocked: () => agent.isLocked(),
    alert: () => agent.alert(),
  };
}

async function startServer(undo: (() => Promise<unknown>)[]): Promise<AppiumServer> {
  const folder = await scratchFolder('doctor');
  undo.push(() => folder.remove());
  const appiumHome = join(folder.path, 'appium');
  await makeFolder(appiumHome);
  const logPath = join(folder.path, 'appium.log');
  const server = await startAppiumServer({ appiumHome, stateHome: null, logPath });
  undo.push(() => server.close());
  return server;
}

function startedAgent(
  { udid, os, webDriverAgentBundleId, spare, ...phone }: PreinstalledAgent,
  server: () => Promise<AppiumServer>,
  undo: (() => Promise<unknown>)[],
): Agent {
  type Browser = Awaited<ReturnType<typeof openSession>>;
  let browser: Browser | undefined;
  const started = (): Browser => {
    if (browser === undefined) throw new Error('WebDriverAgent was not started');
    return browser;
  };
  return {
    // Nothing leads to it before the driver has started it.
    status: async () => null,
    async start() {
      // Whatever was examined before: no session of the driver removes a WebDriverAgent.
      const named = { udid, webDriverAgentBundleId, webDriverAgent: spare };
      const webDriverAgent = await agentToInstall(named, await hostRegistryPort());
      const appiumUrl = phone.appiumUrl ?? (await server()).url;
      const opened = await openSession({
        ...{ appiumUrl, udid, platformVersion: os, webDriverAgentBundleId, webDriverAgent },
        webDriverAgentUrl: undefined,
      });
      browser = opened;
      undo.push(() => opened.deleteSession());
      return { version: null, session: null };
    },
    isLocked: async () => (await started().executeScript('mobile: isLocked', [{}])) as boolean,
    alert: async () => (await alertButtons(started()))?.join(' / ') ?? null,
  };
}
