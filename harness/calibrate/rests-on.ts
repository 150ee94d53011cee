import type { CalibrationDocument, CalibrationSettings, TurnLine } from './calibration-document.ts';

/**
 * The measure that neighbours of this host disturb least, of those that were taken in every turn. On a shared host the ratio of
 * wall times of one model was .84 in one hour and .99 in another, while both sides executed the same code.
 */
export function restsOn(
  { engine, instructionsMissing }: CalibrationSettings,
  turns: readonly TurnLine[],
): CalibrationDocument['restsOn'] {
  if (engine.backend !== 'cpu')
    return {
      measure: 'wall',
      why: 'a graphics processor may compute, and neither instructions nor processor time of the process count its work',
    };
  if (engine.threads > 1)
    return {
      measure: 'wall',
      why: 'of several threads those that wait go on executing, so that neither instructions nor processor time count the work alone',
    };
  if (turns.length > 0 && turns.every(({ instructions }) => instructions))
    return {
      measure: 'instructions',
      why: 'they were counted in every turn, and no neighbour of this host changes them',
    };
  const without = `instructions were not counted (${instructionsMissing ?? 'not in every turn'})`;
  if (turns.length > 0 && turns.every(({ cpuNs }) => cpuNs > 0))
    return {
      measure: 'processor',
      why: `${without}; a neighbour lengthens processor time only through shared caches and memory`,
    };
  return { measure: 'wall', why: `${without}, and neither was processor time` };
}
