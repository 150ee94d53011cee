import type { PlannedDevice } from '../experiment/manifest.ts';
import { excludedLaunches } from '../measure/caveats.ts';
import { must } from '../statistics/must.ts';
import { launchColumns, type RunLaunch, runLaunches } from './launch-columns.ts';
import { columnsOf, tableOf } from './table.ts';

interface LaunchRow extends RunLaunch {
  readonly device: PlannedDevice;
  /** Why it stands in no statistic; null: it does. */
  readonly excluded: string | null;
  /** Its block was in another thermal state. */
  readonly otherHeat: boolean;
}

const { text, integer, number, boolean } = columnsOf<LaunchRow>();

export const launches = tableOf<LaunchRow>({
  name: 'launches',
  row: 'one launch that was planned: one start of one build on one phone, measured or not',
  columns: [
    ...launchColumns<LaunchRow>(),
    integer('block', 'The block that it belongs to', ({ launch }) => launch.planned.block),
    integer('position', 'Its place in the block', ({ launch }) => launch.planned.position),
    text('kind', 'burst, soak or conversation', ({ launch }) => launch.planned.kind),
    text(
      'status',
      'complete; partial: its log breaks off; missing: it has none',
      ({ launch }) => launch.status,
    ),
    text('excluded', 'Why its values stand in no statistic; null: they do', ({ excluded }) => excluded),
    boolean(
      'other_heat',
      'True: it is not compared, since its block was in another thermal state',
      ({ otherHeat }) => otherHeat,
    ),
    text('device_name', 'The phone’s name', ({ device }) => device.name),
    text('device_model', 'The phone’s model, such as iPhone16,1', ({ device }) => device.model),
    text('chip', 'The phone’s chip', ({ device }) => device.chip),
    text('os', 'The phone’s system', ({ device }) => device.os),
    boolean(
      'virtual',
      'True: a virtual phone, whose times, heat and memory are simulated',
      ({ device }) => device.virtual,
    ),
    text('build_name', 'The build, by its name', ({ plannedBuild }) => plannedBuild?.name),
    text('build_version', 'The app’s version', ({ plannedBuild }) => plannedBuild?.version),
    text('app_sha256', 'Hash of the app', ({ plannedBuild }) => plannedBuild?.app.sha256),
    text('model_sha256', 'Hash of the model', ({ plannedBuild }) => plannedBuild?.model.sha256),
    text('model_name', 'The model, by its name', ({ plannedBuild }) => plannedBuild?.model.name),
    text('engine', 'The engine that loaded the model, by its own word', ({ launch }) => launch.load?.engine),
    text('engine_version', 'The engine’s version', ({ launch }) => launch.load?.engineVersion),
    text('backend', 'The back end that it really used', ({ launch }) => launch.load?.backend),
    text('started_at', 'The wall clock at the agent’s start', ({ launch }) => launch.agent?.wallClock),
    text(
      'start_thermal_state',
      'Thermal state at its start: nominal, fair, serious or critical',
      ({ launch }) => launch.startThermalState,
    ),
    text('cooldown', 'What ended the wait before it', ({ launch }) => launch.cooldown?.outcome),
    number('cooldown_ms', 'How long it waited', ({ launch }) => launch.cooldown?.waitedMs, 'ms'),
    number(
      'battery_celsius',
      'The battery’s heat after the wait',
      ({ launch }) => launch.cooldown?.batteryCelsius,
      '°C',
    ),
    number('load_us', 'How long the model took to load', ({ launch }) => launch.load?.loadUs, 'µs'),
    text(
      'load_regime',
      'cold; first: the first after an install; warm',
      ({ launch }) => launch.load?.regime?.regime,
    ),
    integer('trials', 'Trials that ended', ({ launch }) => launch.trials.length),
    integer(
      'valid_trials',
      'Of these, scored ones that give a speed',
      ({ launch }) => launch.trials.filter(({ scored, invalid }) => scored && invalid === null).length,
    ),
    number(
      'kernel_peak_bytes',
      'Most memory that the system charged',
      ({ launch }) => launch.memory.kernelPeakBytes,
      'bytes',
    ),
    integer('faults', 'Faults that its log tells', ({ launch }) => launch.faults.length),
  ],
  *values(derived) {
    const { manifest, caveats } = derived.measurement;
    const excluded = excludedLaunches(caveats);
    const dropped = new Set(derived.thermal.dropped.map(({ device, launch }) => `${device}/${launch}`));
    const devices = [...manifest.sessions, ...(manifest.reference ? [manifest.reference] : [])];
    for (const own of runLaunches(derived)) {
      const { device, planned } = own.launch;
      const place = `${device}/${planned.id}`;
      yield {
        ...own,
        device: must(
          devices.find((each) => each.device.id === device),
          device,
        ).device,
        excluded: excluded.get(place) ?? null,
        otherHeat: dropped.has(place),
      };
    }
  },
});
