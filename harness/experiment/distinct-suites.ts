import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Suite } from './suite.ts';

/**
 * Launches, their logs and their verdicts are named by the suite's id.
 * @throws HeatsoakError `SUITES_SAME` when two suites have one id
 */
export function mustBeDistinct(suites: readonly Suite[]): void {
  const seen = new Map<string, Suite>();
  for (const suite of suites) {
    const before = seen.get(suite.id);
    if (before)
      throw new HeatsoakError(
        'SUITES_SAME',
        `two suites have the id "${suite.id}": "${before.title}" and "${suite.title}"`,
        { hint: 'name each suite once, or give one of the files another id' },
      );
    seen.set(suite.id, suite);
  }
}
