import type { Server } from 'node:http';
import type { PhoneCondition } from './condition.ts';
import type { AppContainers } from './container.ts';
import type { Foreground } from './foreground.ts';
import type { Processes } from './services/service.ts';
import type { WebDriverAgent } from './webdriveragent.ts';

/** Of WebDriverAgent's runner. */
const RUNNER_PID = 900;
/** The name of every WebDriverAgent, whatever id it was signed under. */
export const RUNNER_NAME = 'WebDriverAgentRunner-Runner';

/** How the runner of WebDriverAgent is started and ended: its server is there, or it is not. */
export interface Runner {
  readonly isUp: boolean;
  start(): Promise<void>;
  stop(): void;
}

/** A phone's processes: the app in front, and WebDriverAgent's runner behind it. */
export function phoneProcesses(
  apps: Pick<AppContainers, 'find'>,
  condition: Pick<PhoneCondition, 'runners'>,
  { foreground, runner }: { readonly foreground: Foreground; readonly runner: Runner },
): Processes {
  const isRunner = (bundleId: string): boolean =>
    condition.runners.includes(bundleId) || apps.find(bundleId)?.name === RUNNER_NAME;
  return {
    async launch(bundleId, environment) {
      if (isRunner(bundleId)) {
        await runner.start();
        return RUNNER_PID;
      }
      const app = apps.find(bundleId);
      return app === null ? 0 : foreground.launch(app, { environment });
    },
    pidOf(bundleId) {
      if (isRunner(bundleId)) return runner.isUp ? RUNNER_PID : 0;
      return foreground.app?.bundleId === bundleId ? foreground.app.pid : 0;
    },
    kill(pid) {
      if (pid === RUNNER_PID) runner.stop();
      else if (foreground.app?.pid === pid) foreground.end();
    },
  };
}

/** Where WebDriverAgent listens on a phone by itself; a tunnel leads to it. */
const AGENT_PORT = 8100;

/** The WebDriverAgent that Instruments starts: beside the address that a lab may give for one that always runs. */
export function agentRunner(address: string, agent: () => WebDriverAgent): Runner {
  let up: Server | null = null;
  return {
    get isUp() {
      return up !== null;
    },
    async start() {
      up ??= await agent().listenBeside(address, AGENT_PORT);
    },
    stop() {
      up?.closeAllConnections();
      up?.close();
      up = null;
    },
  };
}
