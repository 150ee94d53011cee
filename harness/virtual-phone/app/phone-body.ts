import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { thermalStates } from '../../protocol/event.ts';
import { LAUNCH_VARIABLE, planPath } from '../../protocol/plan-file.ts';
import { seedOf } from '../../statistics/random.ts';
import type { RunningApp } from '../foreground.ts';
import { batteryCelsius, thermalStateOf } from '../physics/heat.ts';
import { parsePlantedEffects } from '../physics/planted-effects.ts';
import { profileNamed } from '../physics/profiles.ts';
import { type AppProcess, startAppProcess } from './app-process.ts';
import { idleApp } from './idle-app.ts';
import { inTurn } from './in-turn.ts';
import type { AppMessage, LaunchOrder, LaunchRequest } from './launch-messages.ts';
import type { PhoneBodyOptions } from './phone-body-options.ts';
import { computedFor, freshPhoneState, idleUntil, type PhoneState } from './phone-state.ts';
import { type MeasuredWindow, windowLog } from './window-log.ts';

/** Heat, battery and time of one virtual phone, and the app that computes on it. */
export interface PhoneBody {
  /** Starts the app. @throws HeatsoakError `EFFECTS_INVALID` */
  onLaunch(request: LaunchRequest): RunningApp;
  /**
   * Lets the phone's own time pass. While an app computes this settles at the first end of a trial after that time,
   * or when the app ends; an idle phone jumps and cools at once.
   */
  waitSeconds(seconds: number): Promise<void>;
  /** 0 nominal … 3 critical. */
  thermalState(): number;
  battery(): { temperatureCelsius: number; percent: number; charging: boolean };
  /** The phone's virtual time, s. */
  nowSeconds(): number;
  /** Until when it was waited for, s: a phone that computes is ahead of that by up to a trial. */
  askedSeconds(): number;
  /** Measured windows in the host's time, so that it can be shown that no command fell into one. */
  readonly windows: readonly MeasuredWindow[];
  /** What the last app process said before it ended with an error, or an empty text. */
  lastWords(): string;
  /** Ends the app. */
  close(): Promise<void>;
}

/**
 * Idle seconds before every launch: closing one app, copying a plan and opening the next takes a phone at least this
 * long, and the virtual phone answers at once.
 */
const LAUNCH_GAP_SECONDS = 20;

/**
 * Apps of all phones of this host. More of them at a time, each with a model in memory, would take the processor from Appium, whose
 * look-ups have limits in real time; a phone's own time stands still while its app waits.
 */
const startApp = inTurn(2 * availableParallelism(), startAppProcess);

interface Computing {
  readonly process: AppProcess;
  readonly ended: Promise<void>;
  /** The phone at the launch. */
  readonly start: PhoneState;
}

export function createPhoneBody(options: PhoneBodyOptions): PhoneBody {
  profileNamed(options.profile);
  return new SimulatedBody(options);
}

class SimulatedBody implements PhoneBody {
  private readonly options: PhoneBodyOptions;
  private readonly log = windowLog();
  private readonly modelsRead = new Set<string>();
  private readonly launchesOfBuild = new Map<string, number>();
  private launches = 0;
  private state: PhoneState = freshPhoneState;
  private computing: Computing | null = null;
  private waiters: { untilUs: number; resolve: () => void }[] = [];
  private words = '';
  private askedUs = 0;

  constructor(options: PhoneBodyOptions) {
    this.options = options;
  }

  get windows(): readonly MeasuredWindow[] {
    return this.log.windows;
  }

  thermalState(): number {
    return thermalStates.indexOf(thermalStateOf(this.state.heat));
  }

  battery(): { temperatureCelsius: number; percent: number; charging: boolean } {
    const { heat, batteryPercent } = this.state;
    const temperatureCelsius = Math.round(batteryCelsius(heat) * 100) / 100;
    return { temperatureCelsius, percent: Math.round(batteryPercent), charging: true };
  }

  nowSeconds(): number {
    return this.state.timeUs / 1e6;
  }

  askedSeconds(): number {
    return this.askedUs / 1e6;
  }

  lastWords(): string {
    return this.words;
  }

  async waitSeconds(seconds: number): Promise<void> {
    const untilUs = this.state.timeUs + seconds * 1e6;
    this.askedUs = untilUs;
    if (this.computing === null) this.state = idleUntil(this.state, untilUs);
    else await new Promise<void>((resolve) => this.waiters.push({ untilUs, resolve }));
  }

  onLaunch(request: LaunchRequest): RunningApp {
    const launch = request.environment[LAUNCH_VARIABLE];
    const effects = parsePlantedEffects(request.app.effects);
    if (!launch || !existsSync(join(request.documentsDir, planPath(launch)))) return idleApp();
    this.computing?.process.kill();
    if (this.computing) this.endComputing();
    this.state = idleUntil(this.state, this.state.timeUs + LAUNCH_GAP_SECONDS * 1e6);
    this.askedUs = this.state.timeUs;
    return this.compute(this.orderOf(request, launch, effects), request.app.name);
  }

  async close(): Promise<void> {
    const running = this.computing;
    running?.process.kill();
    await running?.ended;
  }

  private orderOf(request: LaunchRequest, launch: string, effects: LaunchOrder['effects']): LaunchOrder {
    const { profile, seed, osVersion, osBuild, startedAt } = this.options;
    const { bundleId, documentsDir } = request;
    const { version } = request.app;
    const build = `${bundleId} ${version}`;
    const buildLaunchIndex = this.launchesOfBuild.get(build) ?? 0;
    this.launchesOfBuild.set(build, buildLaunchIndex + 1);
    return {
      documentsDir,
      launch,
      profile,
      effects,
      seed: seedOf(seed, profile),
      phoneLaunchIndex: this.launches++,
      buildLaunchIndex,
      cold: this.readsFirst(join(documentsDir, planPath(launch))),
      heat: this.state.heat,
      batteryPercent: this.state.batteryPercent,
      osVersion,
      osBuild,
      bundleId,
      version,
      agentProgram: this.options.agentProgram ?? null,
      wallClockStart: new Date(Date.parse(startedAt) + this.state.timeUs / 1000).toISOString(),
    };
  }

  /** Whether a model is opened for the first time since this phone started; a broken plan is reported by the app. */
  private readsFirst(plan: string): boolean {
    const sha256 = /"sha256":\s*"([0-9a-f]{64})"/.exec(readFileSync(plan, 'utf8'))?.[1] ?? '';
    const isFirst = !this.modelsRead.has(sha256);
    this.modelsRead.add(sha256);
    return isFirst;
  }

  private compute(order: LaunchOrder, executable: string): RunningApp {
    const screen = idleApp();
    let finished = false;
    const process = startApp(order, (message) => {
      if (this.computing !== computing) return;
      finished ||= message.type === 'done';
      if (message.type === 'died' && message.cause)
        this.options.onDeath?.({
          ...{ bundleId: order.bundleId, executable, cause: message.cause, bytes: message.bytes },
        });
      this.hear(message, computing);
    });
    const ended = process.gone.then(({ lastWords }) => {
      if (this.computing === computing) this.endComputing();
      this.words = finished ? '' : lastWords;
    });
    const computing: Computing = { process, ended, start: this.state };
    this.computing = computing;
    const kill = (): void => {
      process.kill();
      screen.kill();
    };
    // An app that has done its work stays on the screen until it is closed; its process is no longer needed.
    return { stopped: ended.then(() => (finished ? screen.stopped : undefined)), kill };
  }

  private hear(message: AppMessage, { start }: Computing): void {
    if (message.type === 'window') {
      if (message.open) this.log.open(message.trial, message.atMs);
      else this.log.close(message.atMs);
      return;
    }
    const elapsedUs = message.type === 'state' ? message.clockUs : message.elapsedUs;
    this.state = computedFor(start, elapsedUs, message.heat);
    if (message.type === 'state') this.wake();
    // An app that hangs computes nothing: the phone's time goes on without it.
    else if (message.type !== 'died') this.endComputing();
  }

  /** The phone is idle again: the rest of every wait passes at once. */
  private endComputing(): void {
    this.computing = null;
    this.log.close(performance.timeOrigin + performance.now());
    for (const { untilUs } of this.waiters) this.state = idleUntil(this.state, untilUs);
    this.wake();
  }

  private wake(): void {
    const { timeUs } = this.state;
    const due = this.waiters.filter((waiter) => waiter.untilUs <= timeUs);
    this.waiters = this.waiters.filter((waiter) => waiter.untilUs > timeUs);
    for (const waiter of due) waiter.resolve();
  }
}
