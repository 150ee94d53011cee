import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { blockPlaces } from '../experiment/block-places.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { Manifest, PlannedLaunch, PlannedSession } from '../experiment/manifest.ts';
import { certaintyOfRule } from '../judge/certainty.ts';
import { comparableLaunches } from '../judge/comparable-launches.ts';
import { requiredCells } from '../judge/required-cells.ts';
import { interimAnalysis } from '../judge/stopping.ts';
import { compareSuites } from '../judge/suite-comparisons.ts';
import { measure } from '../measure/measure.ts';
import { type RunFolder, readLogs } from '../store/run-folder.ts';

interface Analysed {
  readonly manifest: Manifest;
  readonly planned: PlannedSession;
  readonly folder: RunFolder;
}

/**
 * The interim analysis of a run that may end early, after the block of a burst suite, or half of it, that this launch ends.
 * Each phone is judged by its own launches alone: no phone waits, hot or cold, for another one's block to end. The verdict at
 * the end knows all phones: it never stops a build for less, and a narrow proof of one phone may not hold among all.
 * @throws HeatsoakError `PLAN_BROKEN` in a run without a rule for stopping
 */
export async function interimAnalysisAfter(
  { manifest, planned, folder }: Analysed,
  launch: PlannedLaunch,
): Promise<JournalBody<'harness.stopping'>> {
  const { stopping } = manifest;
  const places = blockPlaces(planned.launches);
  const blocks = places.get(launch.id)?.over ?? null;
  if (!stopping || blocks === null)
    throw new HeatsoakError('PLAN_BROKEN', `${launch.id}: this run has no rule for ending early here`);
  const sofar = planned.launches.filter(
    (each) => each.suite === launch.suite && (places.get(each.id)?.before ?? each.block) < blocks,
  );
  const partial = { ...manifest, sessions: [{ ...planned, launches: sofar }], reference: null };
  const measured = measure(partial, await readLogs(folder.path, partial));
  const decision = interimAnalysis({
    comparisons: compareSuites(measured, comparableLaunches(measured)),
    certainty: certaintyOfRule(stopping),
    sharers: manifest.sessions.length * burstSuites(planned),
    blocks,
    leastBlocks: stopping.leastBlocks,
    mostBlocks: stopping.mostBlocks,
    required: requiredCells(partial),
  });
  return {
    type: 'harness.stopping',
    suite: launch.suite,
    blocks,
    mostBlocks: stopping.mostBlocks,
    decision: decision === 'proved' || decision === 'worse' ? 'stop' : decision,
    ...(decision === 'proved' || decision === 'worse' ? { because: decision } : {}),
  };
}

const burstSuites = ({ launches }: PlannedSession): number =>
  new Set(launches.filter(({ kind }) => kind === 'burst').map(({ suite }) => suite)).size;
