import type { PlannedBuild, PlannedDevice } from '../harness/experiment/manifest.ts';
import { limitBytes } from '../harness/measure/metrics/memory.ts';
import type { EnvironmentRecord, LaunchRecord, Measurement } from '../harness/measure/result.ts';
import type { Provenance } from '../harness/protocol/provenance.ts';
import { digits } from './shared/html.ts';

type Fact = [name: string, value: string];
const MIB = 2 ** 20;

/** What ran where: the run, its builds, and every device as it reported itself. */
export function environmentFacts({ manifest, launches }: Measurement): Fact[] {
  const facts: Fact[] = [
    ['Run', manifest.run],
    ['Started', manifest.startedAt],
    ['Heatsoak', `${manifest.heatsoak}, metrics version ${manifest.metricsVersion}`],
    ['Suites', manifest.suites.join(', ')],
    ['Blocks, seed', `${manifest.blocks}, ${manifest.seed}`],
  ];
  for (const build of manifest.builds) {
    const { role, name, app, model, engine, provenance } = build;
    facts.push([
      `Build: ${role}`,
      `${name}, version ${build.version}; app ${app.sha256.slice(0, 12)}, model ${model.sha256.slice(0, 12)}`,
    ]);
    const origin = originWords(build);
    if (origin !== '') facts.push([`Origin: ${role}`, origin]);
    facts.push([`Model: ${role}`, provenanceWords(provenance ?? {})]);
    facts.push([
      `Engine: ${role}`,
      `${engine.name}, ${engine.backend}, context ${engine.contextTokens}, batch ${engine.batchTokens}, threads ${engine.threads}, flash attention ${engine.flashAttention ? 'on' : 'off'}`,
    ]);
  }
  for (const { device } of [...manifest.sessions, ...(manifest.reference ? [manifest.reference] : [])])
    facts.push(
      ...deviceFacts(
        device,
        launches.filter((launch) => launch.device === device.id),
      ),
    );
  return facts;
}

/** What build.json says of where the app comes from and what it is signed with; empty where it says nothing. */
function originWords({ commit, url, labels, entitlements }: PlannedBuild): string {
  return [
    ...(commit === undefined ? [] : [`commit ${commit}`]),
    ...(url === undefined ? [] : [url]),
    ...Object.entries(labels ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(entitlements?.length ? [`signed with ${entitlements.join(', ')}`] : []),
  ].join('; ');
}

/** Where a model comes from; what nobody knows is called unknown. */
function provenanceWords({ tool, toolVersion, hostOs, date, source }: Provenance): string {
  const from = [source?.name, source?.sha256?.slice(0, 12), source?.url].filter((part) => part !== undefined);
  return [
    `made by ${tool ?? 'unknown'}${tool === undefined ? '' : `, version ${toolVersion ?? 'unknown'}`}`,
    `on ${hostOs ?? 'an unknown host'}`,
    `date ${date ?? 'unknown'}`,
    `from ${from.join(' ') || 'an unknown source'}`,
  ].join('; ');
}

function deviceFacts(device: PlannedDevice, launches: readonly LaunchRecord[]): Fact[] {
  const launch = launches.find(({ load }) => load) ?? launches.find(({ agent }) => agent);
  const load = launch?.load;
  const engine = load ? `; ${load.engine} ${load.engineVersion} on ${load.backend}` : '';
  const planned = `${device.model}, ${device.chip}, ${device.os}${device.virtual ? ', virtual' : ''}${engine}`;
  if (!launch?.agent) return [[device.name, planned]];
  return [
    [device.name, planned],
    [`${device.name}: hardware`, factLine(phoneFacts(launch), launch)],
    [`${device.name}: app`, factLine(appFacts(launch), launch)],
    [`${device.name}: during launches`, duringLaunches(launches)],
  ];
}

type FactRows = readonly (readonly [
  fact: string,
  label: string,
  value: string | number | boolean | null | undefined,
])[];

function phoneFacts(launch: LaunchRecord): FactRows {
  const { agent } = launch;
  const limit = limitBytes(launch);
  return [
    ['osBuild', 'OS build', agent?.osBuild],
    ['memoryBytes', 'RAM', agent ? `${digits(agent.memoryBytes / 2 ** 30)} GiB` : null],
    ['limit', 'memory limit of the app', limit === null ? null : `${digits(limit / MIB)} MiB`],
    ['batteryHealthPercent', 'battery health', agent?.batteryHealthPercent],
    ['batteryCycles', 'battery cycles', agent?.batteryCycles],
    ['uptimeSeconds', 'seconds since boot', agent?.uptimeSeconds],
    ['clock', 'clock', agent ? `${agent.clock.name}, ${agent.clock.resolutionUs} µs` : null],
  ];
}

function appFacts({ agent, load }: LaunchRecord): FactRows {
  return [
    ['configuration', 'build', agent?.build.configuration],
    ['debuggerAttached', 'debugger', agent?.build.debuggerAttached],
    [
      'entitlements',
      'entitlements',
      agent?.build.entitlements?.join(' ') || (agent?.build.entitlements ? 'none' : null),
    ],
    ['compiler', 'compiler', agent?.build.compiler],
    ['sdk', 'SDK', agent?.build.sdk],
    ['compileFlags', 'engine compiled with', load?.compileFlags],
    ['gpuLayers', 'layers on the GPU', load?.gpuLayers],
    ['agent', 'agent', agent?.agent],
  ];
}

/** Facts in one line; one that could not be read says so, with its reason where the device gave one. */
function factLine(facts: FactRows, { agent }: LaunchRecord): string {
  return facts
    .map(([fact, label, value]) => {
      if (value !== null && value !== undefined) return `${label} ${value}`;
      return `${label} not readable (${agent?.unreadable[fact] ?? 'the device did not report it'})`;
    })
    .join('; ');
}

function duringLaunches(launches: readonly LaunchRecord[]): string {
  const readings = launches.flatMap(({ environment }) => environment);
  const range = (label: string, fact: keyof EnvironmentRecord): string => {
    const values = [...new Set(readings.flatMap((reading) => reading[fact] ?? []))].map(String);
    return `${label} ${values.length > 0 ? values.join(', ') : 'not readable'}`;
  };
  const waited = launches.flatMap(({ cooldown }) => cooldown?.waitedMs ?? []);
  return [
    range('thermal state', 'thermalState'),
    range('battery %', 'batteryPercent'),
    range('charging', 'charging'),
    range('Low Power Mode', 'lowPowerMode'),
    range('brightness', 'brightness'),
    range('foreground', 'foreground'),
    range('network', 'network'),
    waited.length > 0 ? `longest cool-down ${digits(Math.max(...waited) / 1000)} s` : 'no cool-down',
  ].join('; ');
}
