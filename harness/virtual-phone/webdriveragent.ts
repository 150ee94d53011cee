import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '../errors/heatsoak-error.ts';
import { hasProfileEnded } from './condition.ts';
import type { Foreground, ForegroundApp } from './foreground.ts';
import { withRecorded } from './recorded/recorded-answers.ts';
import type { PhoneState } from './services/service.ts';

export interface WebDriverAgentOptions {
  readonly phone: PhoneState;
  readonly foreground: Foreground;
  /** 0 nominal … 3 critical. */
  readonly thermalState: () => number;
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
  /** The session that is open; WebDriverAgent has one at most. */
  private session: string | null = null;

  constructor(options: WebDriverAgentOptions) {
    this.options = options;
    this.server = this.newServer();
  }

  private newServer(): Server {
    const server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    // Node closes idle connections after 5 s, just as the driver may send its next command on one: a hang-up on a busy host.
    server.keepAliveTimeout = 0;
    return server;
  }

  /** @returns the address to give as `appium:webDriverAgentUrl` */
  async listen(address: string): Promise<string> {
    await listenAt(this.server, address, 0);
    const bound = this.server.address();
    if (bound === null || typeof bound === 'string') throw new Error('WebDriverAgent did not bind a port');
    return `http://${address}:${bound.port}`;
  }

  /** Answers at another port too, until that is closed. */
  async listenBeside(address: string, port: number): Promise<Server> {
    const beside = this.newServer();
    await listenAt(beside, address, port);
    return beside;
  }

  async close(): Promise<void> {
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
        return this.front?.bundleId === body.bundleId ? this.options.foreground.end() : false;
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

  private get front(): ForegroundApp | null {
    return this.options.foreground.app;
  }

  private launch(body: LaunchBody): null | undefined {
    const installed = this.options.phone.apps.find(body.bundleId ?? '');
    if (!installed) return undefined;
    if (hasProfileEnded(this.options.phone.condition)) throw new Error(UNTRUSTED);
    this.options.foreground.launch(installed, body);
    return null;
  }

  private stateOf(bundleId: string): number {
    if (!this.options.phone.apps.find(bundleId)) return AppState.NOT_INSTALLED;
    return this.front?.bundleId === bundleId ? AppState.FOREGROUND : AppState.NOT_RUNNING;
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
    const foreground = this.front;
    return {
      pid: foreground?.pid ?? 1,
      bundleId: foreground?.bundleId ?? 'com.apple.springboard',
      name: '',
      processArguments: { args: foreground?.arguments ?? [], env: foreground?.environment ?? {} },
    };
  }
}

class NoAlert extends Error {}

/** FrontBoard's words for every app whose signature or profile is not accepted: one that has ended too. */
export const UNTRUSTED =
  'The application could not be launched because it has an invalid code signature, inadequate entitlements or its profile has not been explicitly trusted by the user';

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

const listenAt = (server: Server, address: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
