import type { JournalBody } from '../experiment/journal-event.ts';
import type { Manifest, PlannedLaunch, PlannedSession } from '../experiment/manifest.ts';
import { comparableLaunches } from '../judge/comparable-launches.ts';
import { blockContrasts } from '../judge/contrast.ts';
import { interimAnalysis, intervalWidth } from '../judge/stopping.ts';
import { measure } from '../measure/measure.ts';
import { type RunFolder, readLogs } from '../store/run-folder.ts';

interface Looked {
  readonly manifest: Manifest;
  readonly planned: PlannedSession;
  readonly folder: RunFolder;
}

/**
 * The look that is due after this launch: after each block of a burst suite in a run that may stop early, else null.
 * Each phone looks at its own intervals alone: its verdict rests on its own blocks, and no phone waits, hot or cold,
 * for another one's block to end.
 */
export async function interimAnalysisAfter(
  { manifest, planned, folder }: Looked,
  launch: PlannedLaunch,
): Promise<JournalBody<'harness.stopping'> | null> {
  if (!manifest.stopping || launch.kind !== 'burst') return null;
  const own = planned.launches.filter((each) => each.suite === launch.suite);
  const block = own.filter((each) => each.block === launch.block);
  if (block.some((each) => each.position > launch.position)) return null;
  const sofar = own.filter((each) => each.block <= launch.block);
  const partial = { ...manifest, sessions: [{ ...planned, launches: sofar }], reference: null };
  const comparable = comparableLaunches(measure(partial, await readLogs(folder.path, partial)));
  const widths = manifest.gate.flatMap(({ metric, marginPercent }) => {
    const contrasts = blockContrasts(comparable.values(metric)).map((each) => each.contrast);
    // A suite that never has the metric cannot make it narrower.
    return contrasts.length === 0 ? [] : [intervalWidth(metric, contrasts, marginPercent)];
  });
  const blocks = launch.block + 1;
  return {
    type: 'harness.stopping',
    suite: launch.suite,
    blocks,
    mostBlocks: manifest.stopping.mostBlocks,
    widths,
    decision: interimAnalysis(widths, blocks, manifest.stopping),
  };
}
