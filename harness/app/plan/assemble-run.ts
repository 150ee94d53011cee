import { planRun } from '../../experiment/build-plan.ts';
import { type GatePolicy, gatePolicy } from '../../experiment/gate-policy.ts';
import type { Manifest, PlannedBuild } from '../../experiment/manifest.ts';
import type { Suite } from '../../experiment/suite.ts';
import { decidingMargins, plannedGate } from '../../judge/gate-rules.ts';
import type { Device, DevicesFile } from '../../lab/devices-file.ts';
import { manifestHead } from './manifest-head.ts';
import { BLOCKS_TO_CONDITION, type BlockOptions, planBlocks } from './plan-blocks.ts';
import { hostDevice, plannedDevice } from './planned-device.ts';
import { refuseTooLong } from './refuse-too-long.ts';
import { withChat } from './render-chat.ts';

/** Everything that a run is made of, read and checked. */
export interface RunInputs extends BlockOptions {
  readonly lab: DevicesFile;
  readonly devices: readonly Device[];
  readonly suites: readonly Suite[];
  readonly builds: readonly PlannedBuild[];
  readonly seed: number;
  readonly reference: boolean;
  /** Absent: every metric decides by its own definition. */
  readonly gate?: GatePolicy;
  /** Leaves out what remains once a build has crashed or answered wrongly beyond doubt. */
  readonly failFast?: boolean | undefined;
  /** Phones that are left out. */
  readonly quarantined?: Manifest['quarantined'];
  /** So many phones are enough. */
  readonly atLeast?: number | undefined;
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
  await refuseTooLong(builds, suites);
  const soakPairs = inputs.soakPairs ?? 1;
  const policy = inputs.gate ?? gatePolicy.parse({});
  const gate = plannedGate(policy, soakPairs);
  const hasBaseline = builds.some((build) => build.role === 'baseline');
  const hasPinned = builds.some((build) => build.role === 'pinned');
  const bursts = suites.filter(({ kind }) => kind === 'burst');
  const { blocks, stopping, power, prospect } = await planBlocks(inputs, {
    devices: devices.map((device) => device.id),
    gate: decidingMargins(
      gate,
      bursts.map(({ id }) => id),
    ),
    casesOfSuites: bursts.map(({ cases }) => cases.length),
    hasBaseline,
    hasPinned,
  });
  const { sessions, reference } = planRun({
    devices: devices.map(plannedDevice),
    hasBaseline,
    hasPinned,
    suites,
    blocks,
    conditioned: hasBaseline && blocks >= BLOCKS_TO_CONDITION,
    soakPairs,
    seed,
    modelBytes: Math.max(...builds.map(({ model }) => model.sizeBytes)),
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
    gate,
    ...(policy.limits.length > 0 ? { limits: policy.limits } : {}),
    memory: policy.memory,
    ...(policy.requiredPhones.length > 0 ? { requiredPhones: policy.requiredPhones } : {}),
    ...(policy.waivers.length > 0 ? { waivers: policy.waivers } : {}),
    ...(policy.sameOutput ? {} : { sameOutput: false }),
    ...(inputs.quarantined?.length ? { quarantined: inputs.quarantined } : {}),
    ...(inputs.atLeast === undefined ? {} : { atLeast: inputs.atLeast }),
    ...(inputs.failFast ? { failFast: true } : {}),
    output: policy.output,
    power: [...power],
    prospect,
    ...(inputs.kind ? { kind: inputs.kind } : {}),
    ...(inputs.confirms ? { confirms: inputs.confirms } : {}),
    ...(stopping ? { stopping } : {}),
  };
  return { manifest, lab, devices };
}
