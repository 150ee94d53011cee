import { CheckedLaunch } from '../../../protocol/rules/checked-launch.ts';
import { fields } from '../../../protocol/rules/fields.ts';
import { wholeLines } from '../../../protocol/rules/whole-lines.ts';
import type { Finding } from '../conclude.ts';
import type { LaunchViolation } from '../conformance-document.ts';
import type { EndedLaunch } from './launch-place.ts';
import { longPlan } from './plans.ts';
import type { Workplace } from './workplace.ts';

const NAME = 'full-disk';
/** More than a start takes, less than the plan would write. */
const MOST_FILE_BYTES = 64 * 1024;

/** A launch whose log finds no room any more. */
export async function fullDisk(place: Workplace): Promise<Finding> {
  const plan = JSON.stringify(longPlan(NAME, place.model));
  const launch = await place.run(NAME, plan, { mostFileBytes: MOST_FILE_BYTES });
  // A runtime that ends its program by the signal of the limit shows nothing: a full disk sends none.
  const isShown = launch.files !== null && launch.end.signal !== 'SIGXFSZ';
  return {
    id: 'full-disk',
    says: 'a launch whose log finds no room ends with a fault, and what it has left is whole lines',
    violations: isShown ? violationsOf(launch) : null,
  };
}

/** Lines that found no room are missing, so that no other rule can be asked for. */
function violationsOf({ end, files }: EndedLaunch): LaunchViolation[] {
  const launch = files && new CheckedLaunch(files);
  const broken = launch === null ? [] : [wholeLines, fields].flatMap((rule) => rule.check(launch) ?? []);
  const words = end.isLate
    ? 'it did not end when its log could not be written'
    : end.code === 0 || launch?.isComplete
      ? 'it ended as if all had been written'
      : null;
  const late = words === null ? [] : [{ line: null, words }];
  return [...broken, ...late].map((violation) => ({ launch: NAME, ...violation }));
}
