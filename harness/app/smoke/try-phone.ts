import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { Manifest } from '../../experiment/manifest.ts';
import type { Device } from '../../lab/devices-file.ts';
import { hostRegistryPort } from '../../phone/tunnel-registry.ts';
import { type PhoneToRecord, recordPhone } from '../../preflight/record-phone.ts';
import { openLab } from '../../session/open-lab.ts';
import { performRun } from '../../session/run.ts';
import type { RecordedPhone } from '../../virtual-phone/recorded/recorded-phone.ts';
import type { PreparedRun } from '../plan/assemble-run.ts';
import type { Ports } from '../ports.ts';
import { portsOfRun } from '../run.ts';

/** How a try went. */
export interface Tried {
  /** What stopped it; null: it came to its end, whatever that was. */
  readonly thrown: unknown;
  /** Null: nothing led to the phone any more. */
  readonly recording: RecordedPhone | null;
  readonly recordSeconds: number;
}

/** Performs a planned run on its one phone, and writes down what the phone answers. Never throws. */
export async function tryPhone(planned: PreparedRun, root: string, ports: Ports): Promise<Tried> {
  const { manifest, devices } = planned;
  const recorder = recorderOf();
  let thrown: unknown = null;
  try {
    const running = await portsOfRun(planned, ports);
    await performRun({
      ...{ ...running, manifest, root },
      // A virtual phone ends with its lab. Its last launch is over by then: nothing of this disturbs a measurement.
      async openLab(folder) {
        const lab = await openLab(manifest, devices, running.signal, folder);
        return {
          ...lab,
          async close() {
            for (const { id } of devices.filter(({ kind }) => kind === 'virtual'))
              await recorder.record({ ...lab.observe(id), bundleId: bundleIdOf(manifest) });
            await lab.close();
          },
        };
      },
    });
  } catch (error) {
    thrown = error;
  }
  if (ports.signal?.aborted)
    thrown = new HeatsoakError('SMOKE_INTERRUPTED', 'interrupted before it came to its end');
  const iphone = await iphoneToRecord(devices, manifest);
  if (iphone) await recorder.record(iphone);
  return { thrown, recording: recorder.recording, recordSeconds: recorder.seconds };
}

function recorderOf() {
  const recorder = {
    recording: null as RecordedPhone | null,
    seconds: 0,
    async record(phone: PhoneToRecord): Promise<void> {
      const beganAt = performance.now();
      recorder.recording = await recordPhone(phone);
      recorder.seconds = (performance.now() - beganAt) / 1000;
    },
  };
  return recorder;
}

const bundleIdOf = ({ builds }: Manifest): string => builds[0]?.bundleId ?? '';

/** Null where this host has no way to it. */
async function iphoneToRecord(devices: readonly Device[], manifest: Manifest): Promise<PhoneToRecord | null> {
  const iphone = devices.flatMap((device) => (device.kind === 'iphone' ? [device] : []))[0];
  const registryPort = await hostRegistryPort().catch(() => null);
  if (iphone === undefined || registryPort === null) return null;
  const { udid, webDriverAgentUrl = null } = iphone;
  return { udid, webDriverAgentUrl, registryPort, bundleId: bundleIdOf(manifest) };
}
