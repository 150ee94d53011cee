import type { Manifest } from '../experiment/manifest.ts';
import type { Journal } from '../experiment/read-journal.ts';
import type { Caveat } from '../measure/caveat.ts';
import { measure, type RunLogs } from '../measure/measure.ts';
import { failedFast } from '../measure/skipped-blocks.ts';
import type { Objection } from './gate-request.ts';
import { type EndedLaunch, launchEnds } from './launch-ends.ts';
import { compareOutputs } from './output.ts';
import { ownFaults } from './own-faults.ts';
import { purposeOf } from './run-purpose.ts';

/** Launches of each build on a phone before its answers count: a baseline that answers by chance shows it in two. */
const LEAST_ANSWERS = 2;

/**
 * What settles the verdict of a run under way, by the rule that the gate applies at its end: a death or wrong answers beyond
 * doubt. Null while there is none, and in runs whose end is no verdict.
 */
export function settledFault(logs: RunLogs & { readonly manifest: Manifest }): Objection | null {
  const { manifest, harness } = logs;
  if (purposeOf(manifest) !== 'two-builds') return null;
  const measured = measure(manifest, logs);
  const ends = launchEnds(measured, harness);
  const outputs = compareOutputs(measured).filter(({ device }) => hasAnswered(device, ends));
  return ownFaults(manifest, ends, outputs).find(({ verdict }) => verdict === 'NO-GO') ?? null;
}

const hasAnswered = (device: string, ends: readonly EndedLaunch[]): boolean =>
  (['baseline', 'candidate'] as const).every(
    (role) =>
      ends.filter(
        (launch) =>
          launch.device === device && launch.planned.role === role && launch.end.kind === 'finished',
      ).length >= LEAST_ANSWERS,
  );

type Journals = ReadonlyMap<string, Journal>;

/** Says on each phone what was left out, and why. */
export function failFastCaveats(manifest: Manifest, harness: Journals): Caveat[] {
  return manifest.sessions.flatMap(({ device }): Caveat[] => {
    const stop = failedFast(manifest, harness.get(device.id));
    if (!stop) return [];
    const message = `${stop.skipped.length} launches after ${stop.launch} were skipped, since the run fails fast: ${stop.reason}`;
    const about = { device: device.id, launch: null, invalidates: false, excludes: false };
    return [{ code: 'failed-fast', ...about, message }];
  });
}

/** What was left out can be no pass, should the logs not say any more why it was. */
export function failFastObjections(manifest: Manifest, harness: Journals): Objection[] {
  return manifest.sessions.flatMap(({ device }): Objection[] => {
    const stop = failedFast(manifest, harness.get(device.id));
    if (!stop) return [];
    const reason = `Cannot tell: ${device.name}: ${stop.skipped.length} launches were skipped`;
    return [{ device: device.id, gate: 'launches', verdict: 'INCONCLUSIVE', reason, detail: stop.reason }];
  });
}
