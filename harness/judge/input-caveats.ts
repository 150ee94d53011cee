import type { Sealing } from '../experiment/input-findings.ts';
import type { InputFinding } from '../experiment/seal.ts';
import type { Caveat } from '../measure/caveat.ts';

/** How many files one sentence names. */
const MOST_NAMED = 3;

const wordsOf: Readonly<Record<InputFinding['kind'], string>> = {
  changed: 'changed after the run',
  removed: 'removed after the run',
  added: 'added after the run',
  copied: 'found twice: no two launches leave the same log',
};

const unsealed: Readonly<Record<Exclude<Sealing['state'], 'sealed'>, string>> = {
  open: 'not sealed: the run was not brought to its end, or its disk was full; `heatsoak resume` seals it',
  late: 'sealed late: the run was begun before runs were sealed, and nothing shows that its first logs are as they were',
  never:
    'not sealed: the run was made before runs were sealed, and nothing shows that its logs are as they were',
};

/**
 * What became of a run's inputs after it ended. Nothing may be concluded from logs that are not those of the run, so
 * that each such finding invalidates its phone, or all of them.
 */
export function inputCaveats({ state, findings }: Sealing): Caveat[] {
  const doubts = alike(findings).flatMap(caveatOf);
  if (state === 'sealed') return doubts;
  const about = { device: null, launch: null, message: unsealed[state] };
  return [...doubts, { code: 'not-sealed', ...about, invalidates: false, excludes: false }];
}

/** Findings that one sentence tells. */
function alike(findings: readonly InputFinding[]): InputFinding[][] {
  const groups = new Map<string, InputFinding[]>();
  for (const each of findings) {
    const key = `${each.kind} ${each.device} ${each.decides}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}

function caveatOf(group: readonly InputFinding[]): Caveat[] {
  const [first] = group;
  if (!first) return [];
  const { kind, device, decides } = first;
  const named = group.slice(0, MOST_NAMED).map(({ path }) => path);
  const more = group.length > named.length ? ` and ${group.length - named.length} more` : '';
  const verb = group.length > 1 ? 'were' : 'was';
  const effect = decides ? '' : '; nothing is derived from it';
  const message = `${named.join(', ')}${more} ${verb} ${wordsOf[kind]}${effect}`;
  return [{ code: `input-${kind}`, device, launch: null, message, invalidates: decides, excludes: false }];
}

/** Whether a caveat says that inputs are not as they were; that a run was never sealed is no such doubt. */
export const isAboutInputs = ({ code }: Caveat): boolean => code.startsWith('input-');
