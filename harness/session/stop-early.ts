import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { Manifest, PlannedLaunch, PlannedSession } from '../experiment/manifest.ts';
import { comparableLaunches } from '../judge/comparable-launches.ts';
import { interimAnalysis, intervalWidths } from '../judge/stopping.ts';
import { compareSuites } from '../judge/suite-comparisons.ts';
import { measure } from '../measure/measure.ts';
import { type RunFolder, readLogs } from '../store/run-folder.ts';

interface Analysed {
  readonly manifest: Manifest;
  readonly planned: PlannedSession;
  readonly folder: RunFolder;
}

/**
 * The interim analysis of a run that may stop early, after the block of a burst suite that this launch ends.
 * Each phone is judged by its own intervals alone: its verdict rests on its own blocks, and no phone waits, hot or cold,
 * for another one's block to end.
 * @throws HeatsoakError `PLAN_BROKEN` in a run without a rule for stopping
 */
export async function interimAnalysisAfter(
  { manifest, planned, folder }: Analysed,
  launch: PlannedLaunch,
): Promise<JournalBody<'harness.stopping'>> {
  const { stopping } = manifest;
  if (!stopping)
    throw new HeatsoakError('PLAN_BROKEN', `${launch.id}: this run has no rule for ending early`);
  const sofar = planned.launches.filter((each) => each.suite === launch.suite && each.block <= launch.block);
  const partial = { ...manifest, sessions: [{ ...planned, launches: sofar }], reference: null };
  const measured = measure(partial, await readLogs(folder.path, partial));
  // A metric that this suite never gives a value for has no comparison, and must not keep the suite from its end.
  const comparisons = compareSuites(measured, comparableLaunches(measured));
  const widths = intervalWidths(comparisons.filter(({ suite }) => suite === launch.suite));
  const blocks = launch.block + 1;
  return {
    type: 'harness.stopping',
    suite: launch.suite,
    blocks,
    mostBlocks: stopping.mostBlocks,
    widths,
    decision: interimAnalysis(widths, blocks, stopping),
  };
}
