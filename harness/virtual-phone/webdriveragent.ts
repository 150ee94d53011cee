import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '../errors/heatsoak-error.ts';
import type { InstalledApp } from './container.ts';
import { withRecorded } from './recorded/recorded-answers.ts';
import type { PhoneState } from './services/service.ts';

/** An app that was launched; `stopped` settles when its process is gone, however it ended. */
export interface RunningApp {
  readonly stopped: Promise<void>;
  kill(): void;
}

export type LaunchApp = (app: InstalledApp, environment: Readonly<Record<string, string>>) => RunningApp;

export interface WebDriverAgentOptions {
  readonly phone: PhoneState;
  readonly launchApp: LaunchApp;
  /** 0 nominal … 3 critical. */
  readonly thermalState: () => number;
}

interface Foreground {
  readonly bundleId: string;
  readonly pid: number;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly app: RunningApp;
}

/** WebDriverAgent's answer codes for an app's state. */
const AppState = { NOT_INSTALLED: 0, NOT_RUNNING: 1, FOREGROUND: 4 } as const;

interface LaunchBody {
  readonly bundleId?: string;
  readonly arguments?: string[];
  readonly environment?: Record<string, string>;
}

/** The fake WebDriverAgent: one HTTP server a phone. */
export class WebDriverAgent {
  private readonly options: WebDriverAgentOptions;
  private readonly server: Server;
  private foreground: Foreground | null = null;
  private nextPid = 4711;
  /** The session that is open; WebDriverAgent has one at most. */
  private session: string | null = null;

  constructor(options: WebDriverAgentOptions) {
    this.options = options;
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    // Node closes idle connections after 5 s, just as the driver may send its next command on one: a hang-up on a busy host.
    this.server.keepAliveTimeout = 0;
  }

  /** @returns the address to give as `appium:webDriverAgentUrl` */
  async listen(address: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, address, resolve);
    });
    const bound = this.server.address();
    if (bound === null || typeof bound === 'string') throw new Error('WebDriverAgent did not bind a port');
    return `http://${address}:${bound.port}`;
  }

  async close(): Promise<void> {
    this.terminate();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body = (text ? JSON.parse(text) : {}) as LaunchBody;
    const path = (request.url ?? '').replace(/^\/session\/[^/]+/, '');
    const key = `${request.method} ${path || '/session/:id'}`;
    const { phone } = this.options;
    phone.record('webdriveragent', key);
    const { status, value } = this.replyTo(key, body);
    if (key === 'POST /session') this.session = SESSION_ID;
    if (key === 'DELETE /session/:id') this.session = null;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ value, sessionId: this.session ?? phone.condition.session }));
  }

  private replyTo(key: string, body: LaunchBody): { status: number; value: unknown } {
    try {
      const value = this.answer(key, body);
      if (value !== undefined) return { status: 200, value };
      return { status: 404, value: { error: 'unknown command', message: `no ${key}`, traceback: '' } };
    } catch (error) {
      if (error instanceof NoAlert)
        return { status: 404, value: { error: 'no such alert', message: 'none is open', traceback: '' } };
      // Such as a build that names an effect which no phone knows.
      return { status: 500, value: { error: 'unknown error', message: messageOf(error), traceback: '' } };
    }
  }

  private answer(key: string, body: LaunchBody): unknown {
    const { phone } = this.options;
    switch (key) {
      case 'GET /status':
        return withRecorded(
          {
            ready: true,
            build: { version: phone.condition.agentVersion },
            os: { name: 'iOS', version: phone.osVersion },
            device: 'iphone',
          },
          phone.recorded?.agentStatus ?? null,
        );
      case 'POST /session':
        return { sessionId: SESSION_ID, capabilities: { device: 'iphone', sdkVersion: phone.osVersion } };
      case 'POST /wda/apps/launch':
        return this.launch(body);
      case 'POST /wda/apps/state':
        return this.stateOf(body.bundleId ?? '');
      case 'POST /wda/apps/terminate':
        return this.foreground?.bundleId === body.bundleId ? this.terminate() : false;
      case 'GET /wda/batteryInfo':
        return { level: phone.battery().percent / 100, state: phone.battery().charging ? 2 : 1 };
      case 'GET /wda/device/info':
        return this.deviceInfo();
      case 'GET /wda/activeAppInfo':
        return this.activeApp();
      case 'GET /wda/locked':
        return phone.condition.isLocked;
      case 'POST /wda/unlock':
        phone.condition.isLocked &&= phone.condition.hasPasscode;
        return null;
      case 'GET /alert/text':
        return this.alert();
      case 'GET /wda/alert/buttons':
        return this.alert() && ['Cancel', 'OK'];
      case 'POST /alert/dismiss':
        this.alert();
        phone.condition.alert = null;
        return null;
      default:
        return quietly.has(key) ? null : undefined;
    }
  }

  /** Words of the alert in front. */
  private alert(): string {
    const { alert } = this.options.phone.condition;
    if (alert === null) throw new NoAlert();
    return alert;
  }

  /** A launch of an app that already runs ignores arguments and environment, as on a phone. */
  private launch(body: LaunchBody): null | undefined {
    const installed = this.options.phone.apps.find(body.bundleId ?? '');
    if (!installed) return undefined;
    if (this.foreground?.bundleId === installed.bundleId) return null;
    this.terminate();
    const environment = body.environment ?? {};
    const app = this.options.launchApp(installed, environment);
    const foreground = {
      bundleId: installed.bundleId,
      pid: this.nextPid++,
      arguments: body.arguments ?? [],
      environment,
      app,
    };
    this.foreground = foreground;
    const gone = (): void => {
      if (this.foreground === foreground) this.foreground = null;
    };
    app.stopped.then(gone, gone);
    return null;
  }

  private terminate(): boolean {
    const running = this.foreground;
    this.foreground = null;
    running?.app.kill();
    return running !== null;
  }

  private stateOf(bundleId: string): number {
    if (!this.options.phone.apps.find(bundleId)) return AppState.NOT_INSTALLED;
    return this.foreground?.bundleId === bundleId ? AppState.FOREGROUND : AppState.NOT_RUNNING;
  }

  private deviceInfo(): Record<string, unknown> {
    return {
      model: 'iPhone',
      name: this.options.phone.name,
      timeZone: 'UTC',
      currentLocale: 'en_US',
      isSimulator: false,
      thermalState: this.options.thermalState(),
    };
  }

  private activeApp(): Record<string, unknown> {
    const { foreground } = this;
    return {
      pid: foreground?.pid ?? 1,
      bundleId: foreground?.bundleId ?? 'com.apple.springboard',
      name: '',
      processArguments: { args: foreground?.arguments ?? [], env: foreground?.environment ?? {} },
    };
  }
}

class NoAlert extends Error {}

const SESSION_ID = 'VIRTUAL-WDA-SESSION';

/** Requests whose only answer is null. */
const quietly = new Set([
  'DELETE /session/:id',
  'POST /appium/settings',
  'GET /appium/settings',
  'POST /wda/lock',
  'POST /wda/apps/activate',
  'POST /timeouts',
]);
