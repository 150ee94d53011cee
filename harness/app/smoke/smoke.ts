import { join, resolve } from 'node:path';
import { codes, type ErrorCode } from '../../errors/codes.ts';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import type { JournalEvent } from '../../experiment/journal-event.ts';
import type { Manifest } from '../../experiment/manifest.ts';
import { packageVersion } from '../../files/package-home.ts';
import { scratchFolder } from '../../files/scratch-folder.ts';
import { readRun } from '../../store/run-folder.ts';
import { makeDemoBuilds } from '../demo-builds.ts';
import { deviceWithId } from '../plan/choose-devices.ts';
import { firstLaunchOf } from '../plan/first-launch-of.ts';
import { readDevices } from '../plan/read-devices.ts';
import { type PlannedRun, plan } from '../plan.ts';
import { type Ports, portsOf } from '../ports.ts';
import type { SmokeDocument, SmokeStep } from './smoke-document.ts';
import { smokeSteps } from './smoke-steps.ts';
import { type Tried, tryPhone } from './try-phone.ts';
import { writeRecording } from './write-recording.ts';

export interface SmokeOptions {
  /** Phone of devices.json. */
  readonly device: string;
  readonly devices?: string | undefined;
  /** build.json of the app; default: the demo's, which virtual phones alone can run. */
  readonly build?: string | undefined;
  /** Folder of run folders, and of the recordings; default: `runs` here. */
  readonly out?: string | undefined;
}

/** How a phone was tried. */
export interface Smoke extends Omit<SmokeDocument, 'exitCode' | 'fault'> {
  /** What ended it; null: nothing did. */
  readonly fault: HeatsoakError | null;
}

/**
 * Tries everything once on one phone: examine, install, push, launch, measure for about a minute, collect. What the phone answers
 * is recorded, without what could name it, in a folder that can be sent with a bug report and that a virtual phone can replay.
 * What fails is told, and no error. No WebDriverAgent is removed.
 * @throws HeatsoakError of kind usage for a file or a phone that does not exist, or where the recording cannot be written
 */
export async function smoke(options: SmokeOptions, ports: Ports = {}): Promise<Smoke> {
  const scratch = await scratchFolder('smoke');
  try {
    const planned = await planOf(options, scratch.path, ports);
    const manifest = firstLaunchOf(planned.manifest);
    const out = resolve(options.out ?? 'runs');
    return await told(await tryPhone({ ...planned, manifest }, out, ports), manifest, out);
  } finally {
    await scratch.remove();
  }
}

async function planOf(options: SmokeOptions, scratch: string, ports: Ports): Promise<PlannedRun> {
  const { device, devices, build } = options;
  // A tag may name several phones, and one is tried.
  deviceWithId(await readDevices(devices), device);
  const candidate = build ?? (await makeDemoBuilds(scratch, portsOf(ports).folders.cache, {})).candidate;
  const asked = { suite: ['smoke'], candidate, device: [device], devices, blocks: 1, reference: false };
  const planned = await plan({ ...asked, command: `heatsoak smoke --device ${device}` }, ports);
  if (planned.devices.length !== 1)
    throw new HeatsoakError(
      'USAGE',
      `${device} names ${planned.devices.length} phones; one is tried at a time`,
      {
        hint: `name one: ${planned.devices.map(({ id }) => id).join(', ')}`,
      },
    );
  if (build !== undefined || planned.devices.every(({ kind }) => kind === 'virtual')) return planned;
  throw new HeatsoakError('USAGE', `${device} is an iPhone, and no app was named that it could run`, {
    hint: `heatsoak smoke --device ${device} --build build.json`,
  });
}

async function told(tried: Tried, manifest: Manifest, out: string): Promise<Smoke> {
  const device = manifest.sessions[0]?.device;
  const run = join(out, manifest.run);
  const logs = await readRun(run).catch(() => null);
  const journal = logs?.harness.get(device?.id ?? '')?.events ?? [];
  const steps = smokeSteps(journal);
  const works = steps.every(({ outcome }) => outcome === 'worked');
  const fault = works ? null : faultOf(tried.thrown, journal);
  const smoked = {
    ...{ virtual: device?.virtual ?? false, heatsoak: packageVersion, works, fault },
    steps: [...steps.map((step) => withFault(step, fault)), recordStep(tried)],
  };
  const recorded = tried.recording && join(out, `smoke-${manifest.run}`);
  if (tried.recording && recorded)
    await writeRecording(recorded, tried.recording, {
      ...smoked,
      ...{ id: device?.id ?? '', model: device?.model ?? 'unknown', fault: fault && plain(fault) },
    });
  return { ...smoked, device: device?.id ?? '', run: logs && run, recorded };
}

/** What stopped it before its session, else the last thing that the journal calls a fault. */
function faultOf(thrown: unknown, journal: readonly JournalEvent[]): HeatsoakError {
  if (thrown instanceof HeatsoakError) return thrown;
  const last = journal.findLast((event) => event.type === 'fault');
  if (thrown === null && last?.type === 'fault' && last.code in codes)
    return new HeatsoakError(last.code as ErrorCode, last.message);
  const lost = journal.findLast((event) => event.type === 'harness.session');
  const message = thrown === null ? lost?.type === 'harness.session' && lost.message : messageOf(thrown);
  return new HeatsoakError('SESSION_FAILED', message || 'it did not come to its end', { cause: thrown });
}

/** An error as documents have it. */
export const plain = ({ code, message, hint }: HeatsoakError) => ({ code, message, hint });

/** Of the step that failed the error says more than the journal. */
const withFault = (step: SmokeStep, fault: HeatsoakError | null): SmokeStep =>
  step.outcome === 'failed' && fault ? { ...step, says: `${fault.code}: ${fault.message}` } : step;

const recordStep = ({ recording, recordSeconds }: Tried): SmokeStep => {
  if (recording === null)
    return { step: 'record', outcome: 'not reached', seconds: null, says: 'nothing led to the phone' };
  const answered = recording.exchanges.filter(({ answer }) => answer !== null).length;
  const says = `${answered} of ${recording.exchanges.length} questions were answered`;
  return { step: 'record', outcome: 'worked', seconds: recordSeconds, says };
};
