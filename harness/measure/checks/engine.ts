import type { PlannedBuild } from '../../experiment/manifest.ts';
import type { LoadRecord } from '../result.ts';
import type { LaunchCheck } from './check.ts';
import { isReference } from './is-reference.ts';

/** Checks that the engine that ran is the one that was planned, set up as planned. */
export const engineChecks: readonly LaunchCheck[] = [
  {
    code: 'engine-differs',
    rule: 'the engine that runs is the one that was planned',
    effect: 'excludes',
    find({ load }, { build }) {
      if (!load || !build) return null;
      const planned = build.reportedEngine ?? build.engine.name;
      return load.engine === planned ? null : `${load.engine} ran, planned was ${planned}`;
    },
  },
  {
    code: 'settings-differ',
    rule: 'the engine runs with the settings that were planned',
    effect: 'excludes',
    find({ load }, { build }) {
      if (!load || !build) return null;
      const [first] = otherSettings(load, build);
      return first === undefined ? null : `the engine ran with ${first}`;
    },
  },
  {
    code: 'settings-unknown',
    rule: 'the log says with which settings the engine ran',
    effect: 'doubts',
    find({ load }, context) {
      if (!load || !context.build || isReference(context)) return null;
      const untold = plannedSettings(context.build).filter(([name]) => !Object.hasOwn(load.settings, name));
      return untold.length > 0
        ? `the log does not say ${untold.map(([name]) => name).join(', ')} of the engine`
        : null;
    },
  },
];

const plannedSettings = ({ engine }: PlannedBuild): [string, unknown][] =>
  Object.entries(engine).filter(([, value]) => value !== undefined);

/** What was not asked for is another setting too; null is one that is not set. */
function otherSettings({ settings, backendRequested }: LoadRecord, build: PlannedBuild): string[] {
  const planned = new Map(plannedSettings(build));
  const differing = Object.entries(settings).filter(
    ([name, value]) => (value ?? null) !== (planned.get(name) ?? null),
  );
  return [
    ...differing.map(([name, value]) => `${name} ${value}, planned was ${planned.get(name) ?? 'none'}`),
    ...(backendRequested === build.engine.backend
      ? []
      : [`the back end ${backendRequested} asked for, planned was ${build.engine.backend}`]),
  ];
}
