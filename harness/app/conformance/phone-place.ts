import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { Artefacts } from '../../experiment/artefacts.ts';
import type { PlannedBuild } from '../../experiment/manifest.ts';
import type { Phone } from '../../phone/phone.ts';
import { LAUNCH_VARIABLE, modelPath, type PlanFile } from '../../protocol/plan-file.ts';
import { CheckedLaunch } from '../../protocol/rules/checked-launch.ts';
import { statusIn } from '../../protocol/rules/status-in.ts';
import type { PhoneSlot } from '../../session/phone-slot.ts';
import type { Finding, NamedLaunch } from './conclude.ts';
import type { LaunchViolation } from './conformance-document.ts';
import type { EndedLaunch, LaunchPlace } from './program/launch-place.ts';
import { longPlan } from './program/plans.ts';

/** A load of gigabytes, a hash of them, and a short plan. */
const LAUNCH_SECONDS = 180;
const POLL_SECONDS = 2;

/** When a launch is ended: as soon as its status says that so many trials are over. */
const moments = [
  { name: 'killed-after-its-load', trials: 0 },
  { name: 'killed-in-its-third-trial', trials: 2 },
];

type Waiting = Pick<PhoneSlot, 'wait' | 'lastWords'>;

/** The app of a build on a phone, with its model, launched as in a run but for the plan. */
export class PhonePlace implements LaunchPlace {
  readonly launchSeconds = LAUNCH_SECONDS;
  readonly model: PlanFile['model'];
  private readonly phone: Phone;
  private readonly slot: Waiting;
  private readonly build: PlannedBuild;

  private constructor(phone: Phone, slot: Waiting, build: PlannedBuild) {
    const { sha256, sizeBytes, files } = build.model;
    this.phone = phone;
    this.slot = slot;
    this.build = build;
    this.model = {
      ...{ path: modelPath(build.model), sha256, sizeBytes },
      ...(files ? { files: files.map(({ name }) => name) } : {}),
    };
  }

  /** Puts app and model there, where they are not. */
  static async open(
    phone: Phone,
    slot: Waiting,
    build: PlannedBuild,
    artefacts: Artefacts,
  ): Promise<PhonePlace> {
    await phone.install(artefacts.pathOf(build.app));
    const model = { ...build.model, path: artefacts.pathOf(build.model) };
    await phone.pushModel(build.bundleId, model, () => undefined);
    return new PhonePlace(phone, slot, build);
  }

  adapted(plan: PlanFile): PlanFile {
    const { contextTokens, batchTokens } = plan.engine;
    return { ...plan, engine: { ...this.build.engine, contextTokens, batchTokens } };
  }

  async run(name: string, plan: string): Promise<EndedLaunch> {
    await this.begin(name, plan);
    const state = await this.wait(name, (status) => status.state === 'finished' || status.state === 'failed');
    await this.phone.terminate(this.build.bundleId);
    return {
      name,
      end: {
        ...{ code: state === 'finished' ? 0 : 1, signal: null, isLate: state === null },
        lastWords: this.slot.lastWords?.() ?? '',
      },
      files: await this.filesOf(name, plan),
    };
  }

  /** Launches that are killed in their middle. What they left is held against every rule; their logs have no end. */
  async killed(): Promise<{ readonly launches: readonly NamedLaunch[]; readonly finding: Finding }> {
    const launches: NamedLaunch[] = [];
    const violations: LaunchViolation[] = [];
    for (const { name, trials } of moments) {
      const plan = JSON.stringify(this.adapted(longPlan(name, this.model)));
      await this.begin(name, plan);
      const state = await this.wait(name, (status) => status.state === 'running' && status.trial > trials);
      await this.phone.terminate(this.build.bundleId);
      const files = await this.filesOf(name, plan);
      if (state === null)
        violations.push({ launch: name, line: null, words: 'it did not come so far in time' });
      if (files === null) continue;
      launches.push({ name, files });
      if (new CheckedLaunch(files).isComplete)
        violations.push({ launch: name, line: null, words: 'the log has an end, and the launch had none' });
    }
    const says = 'a launch that is killed leaves what was flushed, in whole lines, and no agent.finished';
    return { launches, finding: { id: 'killed-at-any-moment', says, violations } };
  }

  private async begin(name: string, plan: string): Promise<void> {
    await this.phone.writePlan(this.build.bundleId, name, plan);
    await this.phone.launch(this.build.bundleId, { [LAUNCH_VARIABLE]: name });
  }

  /** The state in which the status is as awaited; null where it is never. An app that is gone says nothing more. */
  private async wait(
    name: string,
    isAwaited: (status: { readonly state: string; readonly trial: number }) => boolean,
  ): Promise<string | null> {
    for (let waited = 0; waited < LAUNCH_SECONDS; waited += POLL_SECONDS) {
      await this.slot.wait(POLL_SECONDS);
      const app = await this.phone.state(this.build.bundleId);
      const status = statusIn(await this.phone.readStatus(this.build.bundleId, name));
      if (status && isAwaited(status)) return status.state;
      if (app === 'not-running') return status?.state ?? null;
    }
    return null;
  }

  private async filesOf(name: string, plan: string): Promise<EndedLaunch['files']> {
    const { bundleId } = this.build;
    const events = (await this.phone.readEvents(bundleId, name)).toString('utf8');
    const status = await this.phone.readStatus(bundleId, name);
    await this.phone.removeLaunches(bundleId, [name]);
    return events === '' ? null : { plan, events, status, vocabularySize: null };
  }
}

/** The one phone of a lab. @throws HeatsoakError `DEVICE_UNKNOWN` */
export function slotNamed(slots: readonly PhoneSlot[], id: string): PhoneSlot {
  const slot = slots.find(({ device }) => device.id === id);
  if (slot) return slot;
  throw new HeatsoakError('DEVICE_UNKNOWN', `the lab has no ${id}`);
}
