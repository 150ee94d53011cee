import type { PhoneCondition } from './condition.ts';
import type { AppContainers } from './container.ts';
import type { Foreground } from './foreground.ts';
import type { Processes } from './services/service.ts';

/** Of WebDriverAgent's runner. */
const RUNNER_PID = 900;

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
  return {
    async launch(bundleId, environment) {
      if (condition.runners.includes(bundleId)) {
        await runner.start();
        return RUNNER_PID;
      }
      const app = apps.find(bundleId);
      return app === null ? 0 : foreground.launch(app, { environment });
    },
    pidOf(bundleId) {
      if (condition.runners.includes(bundleId)) return runner.isUp ? RUNNER_PID : 0;
      return foreground.app?.bundleId === bundleId ? foreground.app.pid : 0;
    },
    kill(pid) {
      if (pid === RUNNER_PID) runner.stop();
      else if (foreground.app?.pid === pid) foreground.end();
    },
  };
}
