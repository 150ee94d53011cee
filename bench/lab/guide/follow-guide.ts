import { furnish } from './furnish.ts';
import { guideBlocks } from './guide-blocks.ts';
import { type JudgedRun, judgedRuns } from './judged-runs.ts';
import { openLan } from './lan.ts';
import { HOSTS, MACHINES, PROGRAMS } from './reader.ts';
import { walkOn } from './walk.ts';

/** What came of following the guide; it holds when `problems` is empty. */
export interface GuideOutcome {
  readonly commands: number;
  readonly minutes: number;
  readonly runs: readonly JudgedRun[];
  readonly problems: readonly string[];
}

/** From one host to three. */
const LIMIT_MINUTES = 30;
/** The candidate is slower on purpose. */
const VERDICT = 'NO-GO';

/**
 * Follows the guide to a lab of many hosts on machines of its own, command by command, until one does not do what the guide says.
 * @param markdown the guide
 */
export async function followGuide(markdown: string, say: (line: string) => void): Promise<GuideOutcome> {
  const lan = await openLan(MACHINES, PROGRAMS);
  const walk = walkOn(lan, say);
  const problems: string[] = [];
  try {
    await furnish(lan);
    const began = performance.now();
    try {
      for (const block of guideBlocks(markdown)) await walk.follow(block);
    } catch (error) {
      problems.push((error as Error).message);
      for (const printed of walk.printed()) say(printed);
    }
    const minutes = (performance.now() - began) / 60_000;
    if (minutes > LIMIT_MINUTES) problems.push(`it took longer than ${LIMIT_MINUTES} minutes`);
    const runs = await judgedRuns(lan);
    return { commands: walk.commands(), minutes, runs, problems: [...problems, ...problemsIn(runs)] };
  } finally {
    lan.remove();
  }
}

function problemsIn(runs: readonly JudgedRun[]): string[] {
  const wrong = runs.filter(({ verdict }) => verdict !== VERDICT);
  const isOfAllHosts = runs.some(
    ({ place, phones }) => place.startsWith('desk') && phones.length === HOSTS.length,
  );
  return [
    ...wrong.map(({ place, verdict }) => `${place} ends ${verdict}, and was made to end ${VERDICT}`),
    ...(isOfAllHosts ? [] : ['no run of the lab was measured on the phones of all hosts']),
  ];
}
