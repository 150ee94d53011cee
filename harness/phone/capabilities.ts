import { runnerId } from './agent-runner.ts';

/** Longer than the longest command, so that the client never gives up before the server does. */
export const COMMAND_LIMIT_MS = 960_000;
export const INSTALL_LIMIT_MS = 900_000;
/** A soak of hours is waited for in silence; the server is our own and ends with us, so its sessions need no limit. */
const NEW_COMMAND_LIMIT_SECONDS = 0;
const FIRST_WDA_LAUNCH_MS = 120_000;
/** Without it the driver waits for an answer of WebDriverAgent as long as the connection to Appium stands. */
const AGENT_ANSWER_MS = 60_000;

/** Of WebDriverAgent on the phone. Without it this host's port is taken there too, and may be one that iOS has given away. */
export const AGENT_PORT = 8100;

interface Wanted {
  readonly udid: string;
  readonly platformVersion: string;
  /** A WebDriverAgent that already runs; undefined starts the preinstalled one through the tunnel. */
  readonly webDriverAgentUrl: string | undefined;
  /** Bundle id under which a lab signed its WebDriverAgent; undefined: the driver's default. */
  readonly webDriverAgentBundleId: string | undefined;
  /** A signed WebDriverAgent on this host that the driver installs first; null where the phone has its own. */
  readonly webDriverAgent: string | null;
  /** Port of this host that leads to the phone's WebDriverAgent; phones side by side need one each. */
  readonly webDriverAgentPort: number;
  /** Port of this host, and of the phone, for the stream of its screen; phones side by side need one each. */
  readonly screenPort: number;
}

/**
 * W3C capabilities of a session. `appium:app` is never among them: for an app that is installed
 * the driver would uninstall it first, and the model with it.
 */
export function capabilities(wanted: Wanted): WebdriverIO.Capabilities {
  return {
    platformName: 'iOS',
    'wdio:enforceWebDriverClassic': true,
    'appium:automationName': 'XCUITest',
    'appium:udid': wanted.udid,
    'appium:platformVersion': wanted.platformVersion,
    'appium:newCommandTimeout': NEW_COMMAND_LIMIT_SECONDS,
    'appium:appPushTimeout': INSTALL_LIMIT_MS,
    'appium:wdaConnectionTimeout': AGENT_ANSWER_MS,
    'appium:skipLogCapture': true,
    'appium:waitForIdleTimeout': 0,
    'appium:shouldTerminateApp': false,
    // Without it every session takes 9100: it knocks there, which reaches the phone that another session measures, and closes that way.
    'appium:mjpegServerPort': wanted.screenPort,
    ...(wanted.webDriverAgentUrl
      ? { 'appium:webDriverAgentUrl': wanted.webDriverAgentUrl }
      : preinstalledAgent(wanted)),
  };
}

function preinstalledAgent({ webDriverAgentBundleId, webDriverAgent, webDriverAgentPort }: Wanted) {
  return {
    'appium:usePreinstalledWDA': true,
    'appium:wdaLaunchTimeout': FIRST_WDA_LAUNCH_MS,
    'appium:wdaLocalPort': webDriverAgentPort,
    'appium:wdaRemotePort': AGENT_PORT,
    'appium:updatedWDABundleId': runnerId(webDriverAgentBundleId),
    ...(webDriverAgent ? { 'appium:prebuiltWDAPath': webDriverAgent } : {}),
  };
}
