import { currentBaselines } from '../../history/baseline.ts';
import { confirmPlan } from '../../history/confirm-plan.ts';
import type { HistoryDocument } from '../../history/history-document.ts';
import type { HistoryMarks } from '../../history/marks.ts';
import { type HeldRun, planRetention, type Retention } from '../../history/nightly/retention.ts';
import { readBaselines } from '../../store/baseline-store.ts';
import { readMarks } from '../../store/history-store.ts';
import { isUnderWay, removeRuns, storedRuns } from '../../store/stored-runs.ts';
import { changesIn, deriveHistory } from '../history/derive-history.ts';
import { readGate } from '../plan/read-gate.ts';

interface Rotation extends Retention {
  /** Tonight's run. */
  readonly tonight: string | null;
  /** The gate policy, whose waivers may name runs. */
  readonly gate?: string | undefined;
}

/** What was deleted. */
export interface Rotated {
  readonly removed: readonly string[];
  readonly freedBytes: number;
}

/**
 * Deletes runs beyond the bounds; never one that a baseline, a mark, a waiver or an open trigger names, that is under way, or that
 * is tonight's. Without bounds nothing is deleted.
 * @throws HeatsoakError `FILE_UNWRITABLE`
 */
export async function rotateRuns(runs: string, { nights, bytes, tonight, gate }: Rotation): Promise<Rotated> {
  if (nights === undefined && bytes === undefined) return { removed: [], freedBytes: 0 };
  const stored = await storedRuns(runs);
  const ids = stored.map(({ id }) => id);
  const held = [
    ...(tonight === null ? [] : [{ run: tonight, by: 'tonight' }]),
    ...currentBaselines((await readBaselines(runs)).records).map(({ build }) => ({
      run: build.run,
      by: 'a baseline',
    })),
    ...heldByMarks(await readMarks(runs)),
    ...heldByTriggers(await deriveHistory(runs)),
    ...(gate === undefined ? [] : heldByWaivers(ids, (await readGate(gate)).waivers)),
    ...(await heldByWork(runs, ids)),
  ];
  const { remove } = planRetention(stored, held, { nights, bytes });
  if (remove.length > 0)
    await removeRuns(
      runs,
      remove.map(({ id }) => id),
    );
  return {
    removed: remove.map(({ id }) => id),
    freedBytes: remove.reduce((sum, run) => sum + run.bytes, 0),
  };
}

const heldByMarks = ({ badRuns, accepted }: HistoryMarks): HeldRun[] =>
  [...Object.keys(badRuns), ...Object.values(accepted).map(({ run }) => run)].map((run) => ({
    run,
    by: 'a mark',
  }));

/** What a confirming run would measure again, and the nights that raised the trigger. */
function heldByTriggers(history: HistoryDocument): HeldRun[] {
  return changesIn(history)
    .filter(({ change }) => change.state === 'open')
    .flatMap((found) => {
      const { run, raisedOn } = found.change;
      return [run, raisedOn, ...builtIn(history, found)].map((each) => ({
        run: each,
        by: 'an open trigger',
      }));
    });
}

function builtIn(history: HistoryDocument, found: ReturnType<typeof changesIn>[number]): string[] {
  try {
    const { head, lastGood } = confirmPlan(history, found);
    return [head.run, lastGood.run];
  } catch {
    // A trigger that no A/B can answer needs no builds.
    return [];
  }
}

/** A reason may say which run it speaks of. */
const heldByWaivers = (ids: readonly string[], waivers: readonly { readonly why: string }[]): HeldRun[] =>
  ids.filter((id) => waivers.some(({ why }) => why.includes(id))).map((run) => ({ run, by: 'a waiver' }));

async function heldByWork(runs: string, ids: readonly string[]): Promise<HeldRun[]> {
  const busy = await Promise.all(ids.map((id) => isUnderWay(runs, id)));
  return ids.filter((_, i) => busy[i]).map((run) => ({ run, by: 'a process' }));
}
