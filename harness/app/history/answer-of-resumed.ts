import { dirname } from 'node:path';
import type { BuildRole, Manifest } from '../../experiment/manifest.ts';
import type { ConfirmPlan, MeasuredBuild } from '../../history/confirm-plan.ts';
import type { Confirmation } from '../../history/confirmation.ts';
import type { HistoryDocument } from '../../history/history-document.ts';
import { readConfirmations } from '../../store/history-store.ts';
import { derive } from '../derive.ts';
import { changesIn, deriveHistory } from './derive-history.ts';
import { recordConfirmation } from './record-confirmation.ts';

/**
 * Adds to the history what a confirming run said that was interrupted and has now been gone on with to its end.
 * @returns null for a run that confirms nothing, whose answer stands there already, or whose change is known no more
 */
export async function recordAnswerOfResumed(
  folder: string,
  manifest: Manifest,
  at: string,
): Promise<Confirmation | null> {
  if (manifest.kind !== 'confirm' || manifest.confirms === undefined) return null;
  const root = dirname(folder);
  const { records } = await readConfirmations(root);
  if (records.some(({ run }) => run === manifest.run)) return null;
  const plan = planAnsweredBy(await deriveHistory(root), manifest);
  if (!plan) return null;
  const answer = await recordConfirmation(root, plan, await derive(folder), at);
  await deriveHistory(root);
  return answer;
}

/** What the run was planned to answer: nights may have been added since, but its builds are those of its manifest. */
function planAnsweredBy(history: HistoryDocument, { confirms, builds }: Manifest): ConfirmPlan | null {
  const found = changesIn(history).find(({ change }) => change.id === confirms);
  if (!found) return null;
  const nights = new Set(found.series.points.map(({ run }) => run));
  const measured = (side: BuildRole): MeasuredBuild | null => {
    const build = builds.find(({ role }) => role === side);
    const night = history.runs.findLast(
      (each) =>
        nights.has(each.run) &&
        each.builds.some(({ role, app }) => role === 'candidate' && app === build?.app.sha256),
    );
    return night && build ? { run: night.run, name: build.name, app: build.app.sha256 } : null;
  };
  const [head, lastGood] = [measured('candidate'), measured('baseline')];
  return head && lastGood ? { ...found, head, lastGood } : null;
}
