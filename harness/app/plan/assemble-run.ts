import { planRun } from '../../experiment/build-plan.ts';
import { gateOf } from '../../experiment/default-gate.ts';
import type { Manifest, PlannedBuild } from '../../experiment/manifest.ts';
import type { Suite } from '../../experiment/suite.ts';
import type { Device, DevicesFile } from '../../lab/devices-file.ts';
import { manifestHead } from './manifest-head.ts';
import { type BlockOptions, planBlocks } from './plan-blocks.ts';
import { hostDevice, plannedDevice } from './planned-device.ts';
import { withChat } from './render-chat.ts';

/** Everything that a run is made of, read and checked. */
export interface RunInputs extends BlockOptions {
  readonly lab: DevicesFile;
  readonly devices: readonly Device[];
  readonly suites: readonly Suite[];
  readonly builds: readonly PlannedBuild[];
  readonly seed: number;
  readonly reference: boolean;
  readonly kind?: Manifest['kind'];
  readonly confirms?: string | undefined;
  /** The command that does the same again, by the number of blocks. */
  readonly command: (blocks: number) => string;
}

/** A run that is planned but not begun: its manifest, and the lab it was planned for. */
export interface PreparedRun {
  readonly manifest: Manifest;
  readonly lab: DevicesFile;
  readonly devices: readonly Device[];
}

/** Plans; writes nothing. @throws HeatsoakError of kind usage */
export async function assembleRun(inputs: RunInputs, startedAt: Date): Promise<PreparedRun> {
  const { lab, devices, suites, builds, seed } = inputs;
  const soakPairs = inputs.soakPairs ?? 1;
  const { blocks, stopping, power } = await planBlocks(
    inputs,
    devices.map((device) => device.id),
  );
  const { sessions, reference } = planRun({
    devices: devices.map(plannedDevice),
    hasBaseline: builds.some((build) => build.role === 'baseline'),
    hasPinned: builds.some((build) => build.role === 'pinned'),
    suites,
    blocks,
    soakPairs,
    seed,
    referenceDevice: inputs.reference && lab.reference ? hostDevice(lab.reference) : null,
  });
  const manifest: Manifest = {
    ...manifestHead(startedAt),
    command: inputs.command(blocks),
    seed,
    suites: suites.map((suite) => suite.id),
    blocks,
    builds: await Promise.all(builds.map((build) => withChat(build, suites))),
    sessions,
    reference,
    gate: gateOf(suites, soakPairs),
    power: [...power],
    ...(inputs.kind ? { kind: inputs.kind } : {}),
    ...(inputs.confirms ? { confirms: inputs.confirms } : {}),
    ...(stopping ? { stopping } : {}),
  };
  return { manifest, lab, devices };
}
