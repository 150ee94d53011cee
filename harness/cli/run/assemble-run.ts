import { blocksForNoise, plannedPowers } from '../../history/planned-power.ts';
import { leastBlocksBeforeStop } from '../../judge/stopping.ts';
import type { Device, DevicesFile } from '../../lab/devices-file.ts';
import { metricsVersion } from '../../measure/metrics/index.ts';
import { planRun } from '../../plan/build-plan.ts';
import type { Manifest, PlannedBuild, PlannedDevice, StoppingRule } from '../../plan/manifest.ts';
import { HeatsoakError } from '../../protocol/error.ts';
import { readCalibration } from '../../store/calibration-store.ts';
import type { Suite } from '../../suite/suite.ts';
import { profileNamed } from '../../virtual-phone/physics/profiles.ts';
import { packageVersion } from '../package-home.ts';
import { hostName, hostOs } from './host.ts';

/** How many blocks, and whether fewer may do. */
export interface BlockOptions {
  /** Soaks of each build on each phone; undefined: one. */
  readonly soakPairs?: number | undefined;
  /** Undefined: enough for the noise that A/A runs taught, else the default. */
  readonly blocks?: number | undefined;
  readonly stopEarly?: boolean | undefined;
  readonly maxBlocks?: number | undefined;
  /** Folder of the calibration store; without it nothing is known of the phones. */
  readonly store?: string | undefined;
}

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

export interface PreparedRun {
  readonly manifest: Manifest;
  readonly lab: DevicesFile;
  readonly devices: readonly Device[];
}

/** Default margins of the gate, per cent; a judgement until A/A nights exist. */
const burstGate: Manifest['gate'] = [
  { metric: 'decode_rate', marginPercent: 2 },
  { metric: 'ttft', marginPercent: 3 },
  { metric: 'footprint_peak', marginPercent: 1 },
];
/** What decides of a soak, where it can: fewer pairs have no interval, and would leave every run inconclusive. */
const soakGate: Manifest['gate'] = [
  { metric: 'plateau', marginPercent: 4 },
  { metric: 'work_600', marginPercent: 4 },
];
const SOAK_PAIRS_THAT_DECIDE = 3;

/** At typical noise these find 3 % in nine of ten runs; fewer phones need more blocks each. */
const defaultBlocks = (phones: number): number => (phones === 1 ? 8 : phones === 2 ? 6 : 5);
/** The fixed-width rule was measured with this budget (`npm run eval` checks it). */
const DEFAULT_MOST_BLOCKS = 16;

/** Plans; writes nothing. @throws HeatsoakError of kind usage */
export async function assembleRun(inputs: RunInputs, startedAt: Date): Promise<PreparedRun> {
  const { lab, devices, suites, builds, seed } = inputs;
  const planned = devices.map(plannedDevice);
  const { blocks, stopping, power } = await planBlocks(inputs);
  const { sessions, reference } = planRun({
    devices: planned,
    hasBaseline: builds.some((build) => build.role === 'baseline'),
    hasPinned: builds.some((build) => build.role === 'pinned'),
    suites,
    blocks,
    soakPairs: inputs.soakPairs ?? 1,
    seed,
    referenceDevice: inputs.reference && lab.reference ? hostDevice(lab.reference) : null,
  });
  const manifest: Manifest = {
    v: 1,
    run: runId(startedAt),
    startedAt: startedAt.toISOString(),
    heatsoak: packageVersion,
    metricsVersion,
    command: inputs.command(blocks),
    seed,
    suites: suites.map((suite) => suite.id),
    blocks,
    builds: [...builds],
    sessions,
    reference,
    gate: gateOf(inputs),
    power,
    ...(inputs.kind ? { kind: inputs.kind } : {}),
    ...(inputs.confirms ? { confirms: inputs.confirms } : {}),
    ...(stopping ? { stopping } : {}),
  };
  return { manifest, lab, devices };
}

async function planBlocks(
  inputs: RunInputs,
): Promise<{ blocks: number; stopping: StoppingRule | null; power: NonNullable<Manifest['power']> }> {
  const records = inputs.store === undefined ? [] : (await readCalibration(inputs.store)).records;
  const powerOf = (blocks: number) =>
    plannedPowers({
      devices: inputs.devices.map((device) => device.id),
      gate: burstGate,
      blocks,
      metricsVersion,
      records,
    });
  const stopping = stoppingOf(inputs);
  const asked = stopping?.mostBlocks ?? inputs.blocks;
  const usual = defaultBlocks(inputs.devices.length);
  const blocks = asked ?? blocksForNoise(powerOf(usual)) ?? usual;
  return { blocks, stopping, power: powerOf(blocks) };
}

function gateOf({ suites, soakPairs = 1 }: RunInputs): Manifest['gate'] {
  const soaks = suites.some((suite) => suite.kind === 'soak') && soakPairs >= SOAK_PAIRS_THAT_DECIDE;
  return soaks ? [...burstGate, ...soakGate] : burstGate;
}

function stoppingOf({ stopEarly, maxBlocks, blocks, devices }: RunInputs): StoppingRule | null {
  if (!stopEarly) {
    if (maxBlocks === undefined) return null;
    throw new HeatsoakError('USAGE', '--max-blocks is the budget of a run that may stop early', {
      hint: `add --stop-early, or say --blocks ${maxBlocks}`,
    });
  }
  if (blocks !== undefined) {
    throw new HeatsoakError('USAGE', '--blocks is a fixed number; a run that may stop early has a budget', {
      hint: `say --stop-early --max-blocks ${blocks}`,
    });
  }
  const leastBlocks = leastBlocksBeforeStop(devices.length);
  const mostBlocks = maxBlocks ?? DEFAULT_MOST_BLOCKS;
  if (mostBlocks > leastBlocks) return { rule: 'fixed-width', leastBlocks, mostBlocks };
  throw new HeatsoakError(
    'USAGE',
    `--max-blocks ${mostBlocks} leaves nothing to stop: the first look is after ${leastBlocks} blocks`,
    { hint: `name more than ${leastBlocks}, or plan a fixed number with --blocks ${mostBlocks}` },
  );
}

export function plannedDevice(device: Device): PlannedDevice {
  if (device.kind === 'iphone') {
    const { id, name, model, chip, udid, os, memoryLimitMiB } = device;
    const limit = memoryLimitMiB ? { memoryLimitMiB } : {};
    return { id, name, model, chip, udid, os, virtual: false, ...limit };
  }
  const profile = profileNamed(device.profile);
  return {
    id: device.id,
    name: /virtual/i.test(device.name) ? device.name : `${device.name} (virtual)`,
    model: profile.productType,
    chip: profile.chip,
    udid: null,
    os: device.os,
    virtual: true,
    memoryLimitMiB: profile.jetsamMiB,
  };
}

export function hostDevice(reference: { id: string; name: string }): PlannedDevice {
  return {
    id: reference.id,
    name: reference.name,
    model: hostName(),
    chip: hostName(),
    udid: null,
    os: hostOs(),
    virtual: false,
  };
}

/** Sortable, and readable by a person: `2026-11-22T03-00-00Z`. */
export function runId(startedAt: Date): string {
  return startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}
