import type { Manifest, PlannedDevice } from '../plan/manifest.ts';
import type { EventLog } from '../protocol/read-log.ts';
import type { Caveat, LaunchRecord } from './result.ts';

type Finding = Pick<Caveat, 'code' | 'message' | 'invalidates'>;

/** What one launch gives reason to doubt. */
function ofLaunch(launch: LaunchRecord): Finding[] {
  const findings: Finding[] = [];
  const doubt = (code: string, message: string, invalidates = false): void =>
    void findings.push({ code, message, invalidates });
  if (launch.status === 'missing') doubt('launch-missing', 'the launch left no log');
  if (launch.status === 'partial')
    doubt('launch-partial', `the log ends after ${launch.trials.length} trials: crash, kill or lost phone`);
  if (launch.startThermalState !== null && launch.startThermalState !== 'nominal') {
    doubt('hot-start', `started at thermal state ${launch.startThermalState}`);
  }
  if (launch.cooldown?.outcome === 'timed-out') doubt('not-cooled', 'the cool-down gate timed out');
  if (launch.cooldown?.outcome === 'signal-unavailable')
    doubt('no-cool-down-signal', 'the phone told no temperature');
  if (launch.environment.some((each) => each.lowPowerMode === true))
    doubt('low-power-mode', 'Low Power Mode was on', true);
  for (const fault of launch.faults) doubt('fault', `${fault.code}: ${fault.message}`);
  if (launch.sequenceGaps > 0) doubt('sequence-gap', `${launch.sequenceGaps} gaps in the log's sequence`);
  if (launch.unknownEvents > 0) doubt('unknown-events', `${launch.unknownEvents} lines of unknown types`);
  const bundled = launch.trials.filter((trial) => trial.scored && trial.bundled).length;
  if (bundled > 0)
    doubt(
      'bundled-tokens',
      `${bundled} trials brought several tokens a chunk: speeds count the server's usage, the first chunk as one token`,
    );
  const invalid = launch.trials.filter((trial) => trial.scored && trial.invalid !== null);
  if (invalid.length > 0)
    doubt('invalid-trials', `${invalid.length} trials give no value: ${invalid[0]?.invalid ?? ''}`);
  return findings;
}

/** Everything that gives reason to doubt a run. */
export function caveatsOf(
  manifest: Manifest,
  launches: readonly LaunchRecord[],
  harness: ReadonlyMap<string, EventLog>,
): Caveat[] {
  const devices = manifest.sessions.map(({ device }) => device);
  return [
    ...devices.flatMap((device) => ofSession(device, launches, harness.get(device.id))),
    ...launches.flatMap((launch) =>
      ofLaunch(launch).map((finding) => ({ ...finding, device: launch.device, launch: launch.planned.id })),
    ),
  ];
}

function ofSession(
  device: PlannedDevice,
  launches: readonly LaunchRecord[],
  log: EventLog | undefined,
): Caveat[] {
  const about = (code: string, message: string): Caveat => ({
    code,
    device: device.id,
    launch: null,
    message,
    invalidates: true,
  });
  const own = launches.filter((launch) => launch.device === device.id);
  const lost = log?.events.find((event) => event.type === 'harness.session' && event.outcome === 'lost');
  if (lost?.type === 'harness.session') {
    const done = own.filter((launch) => launch.status === 'complete').length;
    return [
      about(
        'session-lost',
        `${device.name} was lost after ${done} of ${own.length} launches: ${lost.message ?? ''}`,
      ),
    ];
  }
  if (own.every((launch) => launch.status === 'missing'))
    return [about('no-data', `${device.name} has no data`)];
  const finished = log?.events.some(
    (event) => event.type === 'harness.session' && event.outcome === 'finished',
  );
  return finished
    ? []
    : [about('session-unfinished', `the session on ${device.name} was ended before its last launch`)];
}
