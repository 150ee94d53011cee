import type { LaunchRecord, TrialRecord } from './result.ts';

/** Charged memory when a turn of a conversation had been answered. */
export interface TurnMemory {
  /** From 0, turns without a sample counted. */
  readonly turn: number;
  /** How often the context had rolled over. */
  readonly cycle: number;
  /** Tokens in the context. */
  readonly fill: number;
  readonly footprintBytes: number;
}

/**
 * Memory turn by turn. A context that did not roll over holds all that was said before; one that holds less than the last turn
 * left in it has dropped its oldest turns.
 */
export function turnMemory({ trials, memory, planned }: LaunchRecord): TurnMemory[] {
  const names = new Set(
    planned.steps.filter(({ prompt }) => prompt.kind === 'conversation').map((step) => step.case),
  );
  const turns = trials.filter((trial) => trial.scored && names.has(trial.case));
  const found: TurnMemory[] = [];
  let cycle = 0;
  let sample = 0;
  for (const [turn, trial] of turns.entries()) {
    const before = turns[turn - 1];
    if (before && trial.promptTokens < fillAfter(before)) cycle += 1;
    const endUs = trial.deltasUs.reduce((sum, delta) => sum + delta, trial.t0);
    while ((memory.tUs[sample + 1] ?? Number.POSITIVE_INFINITY) <= endUs) sample += 1;
    const footprintBytes = memory.footprintBytes[sample];
    const inside = (memory.tUs[sample] ?? -1) >= trial.t0 && (memory.tUs[sample] ?? -1) <= endUs;
    if (inside && footprintBytes !== undefined)
      found.push({ turn, cycle, fill: fillAfter(trial), footprintBytes });
  }
  return found;
}

const fillAfter = ({ promptTokens, generatedTokens }: TrialRecord): number => promptTokens + generatedTokens;
