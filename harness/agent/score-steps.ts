import type { EventBody } from '../protocol/event.ts';
import type { PlanStep } from '../protocol/plan-file.ts';
import type { LoadedModel } from './ports.ts';
import { promptIds } from './prompt-ids.ts';

/** How probable the model finds the prompts that the plan asks about; after all timed trials, for it is slow. */
export async function scoreSteps(
  model: LoadedModel,
  steps: readonly PlanStep[],
  seed: number,
): Promise<EventBody<'scores'>[]> {
  const scored: EventBody<'scores'>[] = [];
  for (const step of steps) {
    if (!step.score || step.prompt.kind === 'conversation') continue;
    const ids = promptIds(step.prompt, seed, model);
    const rows = await model.score(ids);
    scored.push({
      type: 'scores',
      case: step.case,
      ids,
      logProbabilities: ids.slice(1).map((id, i) => finite(rows[i]?.[id])),
      likeliest: ids.slice(1).map((_, i) => argmax(rows[i] ?? new Float32Array())),
    });
  }
  return scored;
}

/** Six digits are far below the difference between two back ends; minus infinity has no JSON. */
function finite(logProbability: number | undefined): number | null {
  if (logProbability === undefined || !Number.isFinite(logProbability)) return null;
  return Math.round(logProbability * 1e6) / 1e6;
}

function argmax(row: Float32Array): number {
  let best = 0;
  for (let id = 1; id < row.length; id++) if ((row[id] ?? 0) > (row[best] ?? 0)) best = id;
  return best;
}
