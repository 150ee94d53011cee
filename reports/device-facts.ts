import type { PlannedDevice } from '../harness/experiment/manifest.ts';
import { limitBytes } from '../harness/measure/metrics/memory.ts';
import type { EnvironmentRecord, LaunchRecord } from '../harness/measure/result.ts';
import { greatest, least } from '../harness/statistics/extremes.ts';
import { numberIn, quantity } from '../harness/words/numbers.ts';
import type { Fact, UnreadableFacts } from './report-model.ts';

const MIB = 2 ** 20;

/** A device and what ran on it. */
export interface MeasuredDevice {
  readonly device: PlannedDevice;
  readonly launches: readonly LaunchRecord[];
}

/** What a device is and was while it was measured; what could not be read stands apart. */
export function deviceFacts(measured: MeasuredDevice): Fact[] {
  const { device, launches } = measured;
  const load = telling(measured)?.load;
  // The reference's model and chip are one name.
  const named = [...new Set([device.model, device.chip, device.os])].join(', ');
  const engine = load ? `; ${load.engine} ${load.engineVersion} on ${load.backend}` : '';
  const known = reported(measured).filter(({ value }) => value !== null);
  return [
    ['Device', `${named}${device.virtual ? ', virtual' : ''}${engine}`],
    ...known.map(({ label, value }): Fact => [label, value ?? '']),
    ...duringLaunches(launches),
  ];
}

/** Facts that could not be read, each set of them once, with the devices that lack them. */
export function unreadableFacts(devices: readonly MeasuredDevice[]): UnreadableFacts[] {
  const groups = new Map<string, UnreadableFacts>();
  for (const measured of devices) {
    const missing = reported(measured).filter(({ value }) => value === null);
    for (const reason of new Set(missing.map((each) => each.reason))) {
      const facts = missing.filter((each) => each.reason === reason).map(({ label }) => label);
      const key = [reason, ...facts].join('\u0000');
      const known = groups.get(key)?.devices ?? [];
      groups.set(key, { reason, facts, devices: [...known, measured.device.name] });
    }
  }
  return [...groups.values()];
}

/** The launch that says most: one that loaded its model, else one that started. */
const telling = ({ launches }: MeasuredDevice): LaunchRecord | undefined =>
  launches.find(({ load }) => load) ?? launches.find(({ agent }) => agent);

interface Reported {
  readonly label: string;
  readonly value: string | null;
  readonly reason: string;
}

function reported(measured: MeasuredDevice): Reported[] {
  const launch = telling(measured);
  const { agent, load } = launch ?? {};
  if (!launch || !agent) return [];
  const limit = limitBytes(launch);
  const rows: readonly (readonly [
    fact: string,
    label: string,
    value: string | number | boolean | null | undefined,
  ])[] = [
    ['osBuild', 'OS build', agent.osBuild],
    ['memoryBytes', 'RAM', `${numberIn('GiB', agent.memoryBytes / 2 ** 30)} GiB`],
    ['limit', 'memory limit of the app', limit === null ? null : quantity(limit / MIB, 'MiB')],
    ['batteryHealthPercent', 'battery health', agent.batteryHealthPercent],
    ['batteryCycles', 'battery cycles', agent.batteryCycles],
    ['uptimeSeconds', 'seconds since boot', agent.uptimeSeconds],
    ['clock', 'clock', `${agent.clock.name}, ${agent.clock.resolutionUs} µs`],
    ['configuration', 'build of the app', agent.build.configuration],
    ['debuggerAttached', 'debugger', yesOrNo(agent.build.debuggerAttached)],
    ['entitlements', 'entitlements', entitlementsOf(agent.build.entitlements)],
    ['compiler', 'compiler', agent.build.compiler],
    ['sdk', 'SDK', agent.build.sdk],
    ['compileFlags', 'engine compiled with', load?.compileFlags ? flagWords(load.compileFlags) : null],
    ['gpuLayers', 'layers on the GPU', load?.gpuLayers],
    ['agent', 'agent', agent.agent],
  ];
  return rows.map(([fact, label, value]) => ({
    label,
    value: value === null || value === undefined ? null : String(value),
    reason: agent.unreadable[fact] ?? 'the device did not report it',
  }));
}

const yesOrNo = (value: boolean | null | undefined): string | null =>
  value === null || value === undefined ? null : value ? 'attached' : 'none';

const entitlementsOf = (names: readonly string[] | null | undefined): string | null =>
  names ? names.join(' ') || 'none' : null;

/** An engine writes "CPU : SSE3 = 1 | AVX = 1"; the names of what is on say as much. */
function flagWords(flags: string): string {
  const on = [...flags.matchAll(/(\w+) = 1\b/g)].map(([, name]) => name);
  return on.length > 0 ? on.join(' ') : flags;
}

function duringLaunches(launches: readonly LaunchRecord[]): Fact[] {
  const readings = launches.flatMap(({ environment }) => environment);
  const valuesOf = (fact: keyof EnvironmentRecord) => [
    ...new Set(readings.flatMap((each) => each[fact] ?? [])),
  ];
  const range = (label: string, fact: keyof EnvironmentRecord): Fact[] => {
    const values = valuesOf(fact);
    return values.length > 0 ? [[label, rangeWords(values)]] : [];
  };
  const longest = greatest(launches.flatMap(({ cooldown }) => cooldown?.waitedMs ?? []));
  return [
    ...range('thermal state', 'thermalState'),
    ...range('battery %', 'batteryPercent'),
    ...range('charging', 'charging'),
    ...range('Low Power Mode', 'lowPowerMode'),
    ...range('brightness', 'brightness'),
    ...range('foreground', 'foreground'),
    ...range('network', 'network'),
    ...(longest === null ? [] : [['longest cool-down', quantity(longest / 1000, 's')] as const]),
  ];
}

/** Numbers from the least to the largest, words as they came. */
function rangeWords(values: readonly unknown[]): string {
  const numbers = values.filter((value) => typeof value === 'number');
  const [low, high] = [least(numbers), greatest(numbers)];
  if (low === null || high === null || numbers.length < values.length) return values.map(String).join(', ');
  return low === high ? String(low) : `${low} to ${high}`;
}
