import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { withoutPaths } from '../../experiment/artefacts.ts';
import type { Manifest } from '../../experiment/manifest.ts';

/**
 * The plan of one run that has the phones of all of these: hosts that measured the same experiment, each on its own phones.
 * Copies of one run are joined to that run. Otherwise the run has the name and time of the part that began first.
 * @throws HeatsoakError `RUNS_UNLIKE` when they do not measure the same thing alike, or two runs share a phone
 */
export function joinPlans(plans: readonly Manifest[]): Manifest {
  const [first, ...rest] = plans.map(withoutPaths).sort(earliestFirst);
  if (!first) throw new HeatsoakError('RUNS_UNLIKE', 'there is no run to join');
  return rest.reduce(joined, first);
}

const earliestFirst = (a: Manifest, b: Manifest): number =>
  Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.run < b.run ? -1 : a.run > b.run ? 1 : 0);

function joined(run: Manifest, other: Manifest): Manifest {
  if (run.run === other.run && JSON.stringify(run) === JSON.stringify(other)) return run;
  const unlike = Object.keys({ ...run, ...other }).filter(
    (key) => !ownOfAHost.has(key) && JSON.stringify(run[key as Key]) !== JSON.stringify(other[key as Key]),
  );
  if (unlike.length > 0) throw unlikeRuns(run, other, `differ in ${unlike.join(', ')}`);
  const phones = new Set(run.sessions.map(({ device }) => device.id));
  const shared = other.sessions.find(({ device }) => phones.has(device.id));
  if (shared) throw unlikeRuns(run, other, `have both measured on ${shared.device.id}`);
  const quarantined = [...(run.quarantined ?? []), ...(other.quarantined ?? [])];
  const power = [...(run.power ?? []), ...(other.power ?? [])];
  return {
    ...run,
    sessions: [...run.sessions, ...other.sessions],
    reference: oneReference(run, other),
    ...(quarantined.length > 0 ? { quarantined } : {}),
    ...(power.length > 0 ? { power } : {}),
  };
}

type Key = keyof Manifest;

/** What each host says for itself; all else makes the experiment. */
const ownOfAHost: ReadonlySet<string> = new Set<Key>([
  ...(['run', 'startedAt', 'command', 'sessions', 'reference', 'quarantined', 'power', 'prospect'] as const),
]);

/** Every phone is held against one reference: where two hosts measured one, nobody could say which counts. */
function oneReference(run: Manifest, other: Manifest): Manifest['reference'] {
  if (run.reference && other.reference) throw unlikeRuns(run, other, 'have a reference each');
  return run.reference ?? other.reference;
}

const unlikeRuns = (a: Manifest, b: Manifest, what: string): HeatsoakError =>
  new HeatsoakError('RUNS_UNLIKE', `the runs ${a.run} and ${b.run} ${what}`, {
    hint: 'hosts that share a run plan it alike: same builds, suites, blocks, seed and gate, each with --device for its own phones, and all but one with --no-reference',
  });
