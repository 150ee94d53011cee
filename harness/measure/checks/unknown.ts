import { probeAtStart } from '../metrics/probe-ratio.ts';
import type { LaunchRecord } from '../result.ts';
import type { LaunchCheck, LaunchContext } from './check.ts';
import { isReference } from './is-reference.ts';

type Find = (launch: LaunchRecord) => string | null;

/** Of a phone's launch that says it was whole: one that was cut is short of these lines for a reason that is told elsewhere. */
const untold = (code: string, rule: string, find: Find): LaunchCheck => ({
  code,
  rule,
  effect: 'doubts',
  find: (launch: LaunchRecord, context: LaunchContext) =>
    launch.status === 'complete' && !isReference(context) ? find(launch) : null,
});

/** What a log must say before a build can pass on it: what would take a launch out, had it been said. */
export const unknownChecks: readonly LaunchCheck[] = [
  untold('agent-unknown', 'a log says which app ran on which phone', ({ agent }) =>
    agent === null ? 'the log does not say which app ran, nor where' : null,
  ),
  untold('debugger-unknown', 'the agent says whether a debugger is attached', ({ agent }) =>
    agent !== null && typeof agent.build.debuggerAttached !== 'boolean'
      ? 'the log does not say whether a debugger was attached'
      : null,
  ),
  untold(
    'environment-unknown',
    'the phone’s state and Low Power Mode are known at the start of a launch and at its end',
    environmentUnknown,
  ),
  untold('engine-unknown', 'a log says which engine loaded the model, and how', ({ load }) =>
    load === null ? 'the log does not say which engine loaded the model' : null,
  ),
  untold(
    'model-unknown',
    'the agent hashes the model file that it measured; the hash of the plan proves nothing',
    ({ modelDigest }) => (modelDigest === null ? 'the model on the device was not hashed' : null),
  ),
  untold(
    'probe-missing',
    'the fixed micro-workload runs before the first trial: whatever a phone says, it shows whether it was cool',
    (launch) =>
      probeAtStart(launch) === undefined ? 'the micro-workload did not run before the first trial' : null,
  ),
];

function environmentUnknown({ environment }: LaunchRecord): string | null {
  for (const at of ['start', 'end'] as const) {
    const reading = environment.find((each) => each.at === at);
    const missing =
      reading === undefined
        ? 'its environment'
        : reading.lowPowerMode === null
          ? 'Low Power Mode'
          : reading.thermalState === null
            ? 'the thermal state'
            : null;
    if (missing !== null) return `the log does not say ${missing} at the ${at} of the launch`;
  }
  return null;
}
