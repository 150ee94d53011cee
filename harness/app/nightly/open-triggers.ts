import type { OpenTrigger } from '../../history/nightly/night-event.ts';
import { changesIn, deriveHistory } from '../history/derive-history.ts';

/** Triggers that nobody answered, the one that was raised last first. */
export async function openTriggers(runs: string): Promise<OpenTrigger[]> {
  return changesIn(await deriveHistory(runs))
    .filter(({ change, series }) => change.state === 'open' && series.kind !== 'control')
    .map(({ change: { id, better, shiftPercent }, series }) => ({
      ...{ change: id, series: series.id, better, shiftPercent },
    }));
}
