import type { Manifest, PlannedBuild } from '../harness/experiment/manifest.ts';
import type { Measurement } from '../harness/measure/result.ts';
import type { Provenance } from '../harness/protocol/provenance.ts';
import { deviceFacts, unreadableFacts } from './device-facts.ts';
import type { EnvironmentModel, Fact } from './report-model.ts';

/** What ran where: the run, its builds side by side, and every device as it reported itself. */
export function environmentFacts({ manifest, launches }: Measurement): EnvironmentModel {
  const devices = [...manifest.sessions, ...(manifest.reference ? [manifest.reference] : [])].map(
    ({ device }) => ({ device, launches: launches.filter((launch) => launch.device === device.id) }),
  );
  return {
    run: runFacts(manifest),
    builds: manifest.builds.map(({ role, id }) => id ?? role),
    ofBuilds: buildRows(manifest.builds),
    devices: devices.map((each) => ({ name: each.device.name, facts: deviceFacts(each) })),
    unreadable: unreadableFacts(devices),
  };
}

const runFacts = (manifest: Manifest): Fact[] => [
  ['Run', manifest.run],
  ['Started', manifest.startedAt],
  ['Heatsoak', `${manifest.heatsoak}, metrics version ${manifest.metricsVersion}`],
  ['Suites', manifest.suites.join(', ')],
  ['Blocks, seed', `${manifest.blocks}, ${manifest.seed}`],
];

const NOT_SAID = '–';

/** A fact a row with a value a build; what differs comes first. */
function buildRows(builds: readonly PlannedBuild[]): EnvironmentModel['ofBuilds'] {
  const facts = builds.map((build) => new Map(buildFacts(build)));
  const names = [...new Set(facts.flatMap((own) => [...own.keys()]))];
  const rows = names.map((fact) => {
    const values = facts.map((own) => own.get(fact) ?? NOT_SAID);
    return { fact, values, differs: new Set(values).size > 1 };
  });
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)];
}

function buildFacts(build: PlannedBuild): Fact[] {
  const { name, version, app, model, engine, commit, url, labels, entitlements } = build;
  return [
    ['Build', `${name}, version ${version}`],
    ...(commit === undefined ? [] : [['Commit', commit] as const]),
    ...(url === undefined ? [] : [['Address', url] as const]),
    ...Object.entries(labels ?? {}),
    ['App', app.sha256.slice(0, 12)],
    ['Model', model.sha256.slice(0, 12)],
    ['Model made', provenanceWords(build.provenance ?? {})],
    [
      'Engine',
      `${engine.name}, ${engine.backend}, context ${engine.contextTokens}, batch ${engine.batchTokens}, threads ${engine.threads}, flash attention ${engine.flashAttention ? 'on' : 'off'}`,
    ],
    ...(entitlements?.length ? [['Signed with', entitlements.join(', ')] as const] : []),
  ];
}

/** Where a model comes from; what nobody knows is called unknown. */
function provenanceWords({ tool, toolVersion, hostOs, date, source }: Provenance): string {
  const from = [source?.name, source?.sha256?.slice(0, 12), source?.url].filter((part) => part !== undefined);
  if (from.length === 0 && [tool, hostOs, date].every((part) => part === undefined)) return 'unknown';
  return [
    `made by ${tool ?? 'unknown'}${tool === undefined ? '' : `, version ${toolVersion ?? 'unknown'}`}`,
    `on ${hostOs ?? 'an unknown host'}`,
    `date ${date ?? 'unknown'}`,
    `from ${from.join(' ') || 'an unknown source'}`,
  ].join('; ');
}
