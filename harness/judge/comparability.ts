import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { PlannedBuild, PlannedDevice } from '../experiment/manifest.ts';
import type { LaunchRecord, Measurement } from '../measure/result.ts';
import { promptSetOf } from './prompt-set.ts';

/** One reason why two runs must not be compared. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * What must be equal on both sides, or their numbers answer different questions. The protocol is not among it: a log of another version is not read at
 * all. The model's hash covers its quantisation.
 */
export function refusals(a: Measurement, b: Measurement): Refusal[] {
  const [before, after] = [candidateOf(a), candidateOf(b)];
  const versions = [a.manifest.metricsVersion, b.manifest.metricsVersion] as const;
  return [
    ...differing('METRICS_DIFFER', 'metrics version', ...versions),
    ...promptRefusals(a, b),
    ...templateRefusals(before, after),
    ...differing('MODEL_DIFFERS', 'model', short(before?.model.sha256), short(after?.model.sha256)),
    ...settingsRefusals(before, after),
    ...phoneRefusals(a, b),
    ...deviceRefusals(a, b, 'ENGINE_DIFFERS', 'engine', engineOf),
    ...deviceRefusals(a, b, 'ENGINE_DIFFERS', 'compile flags', ({ load }) => load?.compileFlags ?? null),
    ...deviceRefusals(a, b, 'APP_DIFFERS', 'entitlements', entitlementsOf),
    ...deviceRefusals(
      a,
      b,
      'APP_DIFFERS',
      'build configuration',
      ({ agent }) => agent?.build.configuration ?? null,
    ),
    ...deviceRefusals(a, b, 'OS_DIFFERS', 'OS build', (launch) => launch.agent?.osBuild ?? null),
  ];
}

/** @throws HeatsoakError with the code of the first reason and the words of all; there is no way round it */
export function mustBeComparable(a: Measurement, b: Measurement): void {
  const all = refusals(a, b);
  const [first] = all;
  if (!first) return;
  throw new HeatsoakError(
    first.code,
    `${a.manifest.run} and ${b.manifest.run} are not comparable: ${all.map(({ message }) => message).join('; ')}`,
    {
      hint: 'measure both builds in one run: heatsoak run --candidate new.json --baseline old.json',
    },
  );
}

const candidateOf = ({ manifest }: Measurement): PlannedBuild | undefined =>
  manifest.builds.find((build) => build.role === 'candidate');

const short = (hash: string | undefined): string | null => hash?.slice(0, 12) ?? null;

/** An unknown value on either side does not count as a difference. */
function differing(
  code: ErrorCode,
  what: string,
  before: string | number | null,
  after: string | number | null,
): Refusal[] {
  if (before === null || after === null || before === after) return [];
  return [{ code, message: `${what} ${before} -> ${after}` }];
}

function promptRefusals(a: Measurement, b: Measurement): Refusal[] {
  const setOf = ({ manifest }: Measurement, suite: string): string =>
    promptSetOf(manifest.sessions.flatMap(({ launches }) => launches.filter((each) => each.suite === suite)));
  return a.manifest.suites
    .filter((suite) => b.manifest.suites.includes(suite))
    .flatMap((suite) =>
      differing('PROMPTS_DIFFER', `prompt set of ${suite}`, setOf(a, suite), setOf(b, suite)),
    );
}

/** One question rendered in two ways is two prompts. */
function templateRefusals(before: PlannedBuild | undefined, after: PlannedBuild | undefined): Refusal[] {
  const rendered = (build: PlannedBuild | undefined, text: string) =>
    build?.chat?.prompts.find((prompt) => prompt.text === text);
  const asked = before?.chat?.prompts ?? [];
  const other = asked.some((prompt) => {
    const now = rendered(after, prompt.text);
    if (now === undefined) return false;
    const same = now.rendered === prompt.rendered && now.following === prompt.following;
    return !same || before?.chat?.addBos !== after?.chat?.addBos;
  });
  return other
    ? [{ code: 'PROMPTS_DIFFER', message: 'the chat template renders the same question otherwise' }]
    : [];
}

/** One id may name another phone after a lab was rearranged: another model, another chip, another unit, or a virtual one. */
function phoneRefusals(a: Measurement, b: Measurement): Refusal[] {
  return a.manifest.sessions.flatMap(({ device }) => {
    const other = b.manifest.sessions.find((session) => session.device.id === device.id)?.device;
    if (!other) return [];
    return [
      ...(['model', 'chip', 'udid'] as const).flatMap((fact) =>
        differing('DEVICE_DIFFERS', `${fact} of ${device.id}`, device[fact], other[fact]),
      ),
      ...differing('DEVICE_DIFFERS', `kind of ${device.id}`, kindOf(device), kindOf(other)),
    ];
  });
}

const kindOf = ({ virtual }: PlannedDevice): string => (virtual ? 'virtual' : 'physical');

/** Context, batch, key-value and every other setting of the engine. */
function settingsRefusals(before: PlannedBuild | undefined, after: PlannedBuild | undefined): Refusal[] {
  if (!before || !after) return [];
  const [left, right] = [before.engine, after.engine].map(
    (engine) => new Map<string, unknown>(Object.entries(engine)),
  );
  const names = [...new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])].sort();
  return names.flatMap((name) =>
    differing('SETTINGS_DIFFER', name, String(left?.get(name)), String(right?.get(name))),
  );
}

function deviceRefusals(
  a: Measurement,
  b: Measurement,
  code: ErrorCode,
  what: string,
  factOf: (launch: LaunchRecord) => string | null,
): Refusal[] {
  const seen = (measurement: Measurement, device: string): string | null => {
    const facts = measurement.launches
      .filter((launch) => launch.device === device && launch.planned.role === 'candidate')
      .flatMap((launch) => factOf(launch) ?? []);
    return facts[0] ?? null;
  };
  const devices = a.manifest.sessions.map(({ device }) => device.id);
  return devices.flatMap((device) =>
    differing(code, `${what} of ${device}`, seen(a, device), seen(b, device)),
  );
}

const engineOf = ({ load }: LaunchRecord): string | null =>
  load === null ? null : `${load.engine} ${load.engineVersion} on ${load.backend}`;

const entitlementsOf = ({ agent }: LaunchRecord): string | null =>
  agent?.build.entitlements ? agent.build.entitlements.join(' ') : null;
