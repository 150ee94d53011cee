import type { InstalledApp } from './container.ts';

/** An app that was launched; `stopped` settles when its process is gone, however it ended. */
export interface RunningApp {
  readonly stopped: Promise<void>;
  kill(): void;
}

export type LaunchApp = (app: InstalledApp, environment: Readonly<Record<string, string>>) => RunningApp;

/** The app in front of a phone. */
export interface ForegroundApp {
  readonly bundleId: string;
  readonly pid: number;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly app: RunningApp;
}

/** What an app is launched with. */
export interface LaunchWords {
  readonly arguments?: readonly string[] | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** The one app that runs on a phone, whoever launches and ends it: WebDriverAgent or Instruments. */
export class Foreground {
  private readonly launchApp: LaunchApp;
  private running: ForegroundApp | null = null;
  private nextPid = 4711;

  constructor(launchApp: LaunchApp) {
    this.launchApp = launchApp;
  }

  get app(): ForegroundApp | null {
    return this.running;
  }

  /** A launch of an app that already runs ignores arguments and environment, as on a phone. @returns its process id */
  launch(installed: InstalledApp, { arguments: words = [], environment = {} }: LaunchWords): number {
    if (this.running?.bundleId === installed.bundleId) return this.running.pid;
    this.end();
    const app = this.launchApp(installed, environment);
    const { bundleId } = installed;
    const foreground = { bundleId, pid: this.nextPid++, arguments: words, environment, app };
    this.running = foreground;
    const gone = (): void => {
      if (this.running === foreground) this.running = null;
    };
    app.stopped.then(gone, gone);
    return foreground.pid;
  }

  /** @returns whether one ran */
  end(): boolean {
    const { running } = this;
    this.running = null;
    running?.app.kill();
    return running !== null;
  }
}
