import type { PlannedSession } from '../experiment/manifest.ts';
import type { Caveat } from '../measure/caveat.ts';
import type { LaunchEndKind } from '../measure/launch-end.ts';
import { atLeastP, excessP, type TwoCounts } from '../statistics/exact-excess.ts';
import type { Objection } from './gate-request.ts';
import { died, type EndedLaunch, ran } from './launch-ends.ts';

/** Share of launches in which an app that works is assumed to die of the lab. */
const BACKGROUND = 0.002;
const ALPHA = 0.01;
const ALPHA_OVER_MODELS = 0.001;
const LEAST_DEATHS = 2;

/** The chance with which more launches are to show the death again. */
const POWER = 0.9;
/** With more than this share of its launches dead, a baseline is nothing to compare with. */
const MOST_BASELINE_DEATHS = 0.25;

type Sessions = readonly Pick<PlannedSession, 'device'>[];

/**
 * Deaths decide. Apps that work die of the lab now and then; a build is stopped for a pattern only:
 *
 * - two deaths or more, none of the baseline's in the whole run, and more than `BACKGROUND` explains: on one phone or on the
 *   phones of one model in 1 of 100 such runs at most, over all phones in 1 of 1000; or
 * - the baseline dies, too, and an exact test says at 1 % that the candidate dies more often: over all phones, each with its
 *   own rate, or on one phone alone.
 *
 * At that background a build that is well is stopped in 0.05 % of runs on one phone with 8 blocks, and in 0.7 % on ten phones
 * (`npm run eval` counts). Where both builds die in 1 of 20 launches, two against none stop one in 8 %: such builds are not
 * well. Any other death of the candidate is no pass.
 */
export function deathObjections(launches: readonly EndedLaunch[], sessions: Sessions): Objection[] {
  const all = launches.filter(ran);
  return sessions.flatMap(({ device }): Objection[] => {
    const own = all.filter((launch) => launch.device === device.id);
    const dead = deathsOf(own, 'candidate');
    if (dead.length === 0) return baselineObjection(own, device);
    const scope = patternScope(all, sessions, device);
    const reason = `${device.name}: ${deathSentence(own, dead)}`;
    const about = { device: device.id, gate: 'crashes', code: 'app-died', reason } as const;
    return scope === null
      ? [{ ...about, verdict: 'INCONCLUSIVE', detail: doubtDetail(own, dead) }]
      : [{ ...about, verdict: 'NO-GO', detail: patternDetail(all, dead, scope) }];
  });
}

const ofBuild = (launches: readonly EndedLaunch[], role: 'baseline' | 'candidate'): EndedLaunch[] =>
  launches.filter(({ planned }) => planned.role === role);

const deathsOf = (launches: readonly EndedLaunch[], role: 'baseline' | 'candidate'): EndedLaunch[] =>
  ofBuild(launches, role).filter(died);

type Scope = 'this phone' | 'phones of this model' | 'all phones';

/** Where the candidate's deaths are a pattern, seen from one phone; null: nowhere. */
function patternScope(
  all: readonly EndedLaunch[],
  sessions: Sessions,
  device: Sessions[number]['device'],
): Scope | null {
  const alike = sessions.filter((each) => each.device.model === device.model).map((each) => each.device.id);
  const own = all.filter((launch) => launch.device === device.id);
  const ofModel = all.filter((launch) => alike.includes(launch.device));
  // Half of the error for all phones together, half for each of them alone.
  const half = ALPHA / 2;
  if (isBeyondBackground(own, all, ALPHA) || excessP(countsByPhone(own)) <= half / sessions.length)
    return 'this phone';
  if (isBeyondBackground(ofModel, all, ALPHA)) return 'phones of this model';
  const isEverywhere = isBeyondBackground(all, all, ALPHA_OVER_MODELS) || excessP(countsByPhone(all)) <= half;
  return isEverywhere ? 'all phones' : null;
}

function isBeyondBackground(
  launches: readonly EndedLaunch[],
  all: readonly EndedLaunch[],
  alpha: number,
): boolean {
  const deaths = deathsOf(launches, 'candidate').length;
  if (deaths < LEAST_DEATHS || deathsOf(all, 'baseline').length > 0) return false;
  return atLeastP(deaths, ofBuild(launches, 'candidate').length, BACKGROUND) <= alpha;
}

function countsByPhone(all: readonly EndedLaunch[]): TwoCounts[] {
  return [...new Set(all.map(({ device }) => device))].map((device) => {
    const own = all.filter((launch) => launch.device === device);
    return {
      hits: deathsOf(own, 'candidate').length,
      of: ofBuild(own, 'candidate').length,
      otherHits: deathsOf(own, 'baseline').length,
      otherOf: ofBuild(own, 'baseline').length,
    };
  });
}

const deathWords: Partial<Record<LaunchEndKind, string>> = {
  crashed: 'crashed',
  'killed-for-memory': 'was killed for memory',
  'timed-out': 'did not come to its end',
};

/** "the candidate crashed in 6 of 8 launches, first in quick › hello, trial 2 (quick-b0-p1); the baseline in none of 8". */
function deathSentence(own: readonly EndedLaunch[], dead: readonly EndedLaunch[]): string {
  const kinds = [...new Set(dead.map(({ end }) => deathWords[end.kind] ?? end.kind))].join(' or ');
  const count = `${dead.length} of ${launchesText(ofBuild(own, 'candidate').length)}`;
  const [first] = dead;
  const where = first ? `, ${dead.length > 1 ? 'first ' : ''}in ${placeText(first)}` : '';
  const baseline = ofBuild(own, 'baseline');
  const others = baseline.filter(died).length;
  return `the candidate ${kinds} in ${count}${where}; the baseline in ${others === 0 ? 'none' : others} of ${baseline.length}`;
}

const placeText = ({ planned, end }: EndedLaunch): string =>
  end.place === null ? planned.id : `${end.place} (${planned.id})`;

const launchesText = (count: number): string => `${count} ${count === 1 ? 'launch' : 'launches'}`;

function patternDetail(all: readonly EndedLaunch[], dead: readonly EndedLaunch[], scope: Scope): string {
  const words = dead.find(({ end }) => end.words !== null)?.end.words;
  const counts = `${deathsOf(all, 'candidate').length} of ${launchesText(ofBuild(all, 'candidate').length)} over all phones`;
  const why = scope === 'this phone' ? [] : [`a pattern over ${scope}: ${counts}`];
  return [...(words ? [words] : []), ...why, 'a build that works does not die'].join('; ');
}

function doubtDetail(own: readonly EndedLaunch[], dead: readonly EndedLaunch[]): string {
  const words = dead.find(({ end }) => end.words !== null)?.end.words;
  const said = words ? [words] : [];
  const launches = ofBuild(own, 'candidate').length;
  if (deathsOf(own, 'baseline').length > 0)
    return [...said, 'the baseline dies too: not surely the candidate’s fault, and no pass'].join('; ');
  const more = launchesToSeeAgain(dead.length, launches);
  return [
    ...said,
    `measure at least ${more} more launches of the candidate: dying as often, it would die again in 9 of 10 such runs`,
  ].join('; ');
}

/**
 * Launches in which a build that dies as often as it did dies once more with 90 % chance: (1 − rate)^n ≤ 0.1. The rate counts
 * one launch more than there were, so that one of one is not certainty.
 */
export const launchesToSeeAgain = (deaths: number, launches: number): number =>
  Math.ceil(Math.log(1 - POWER) / Math.log1p(-deaths / (launches + 1)));

/** A baseline that dies often is nothing to compare with, whatever the candidate does. */
function baselineObjection(own: readonly EndedLaunch[], device: Sessions[number]['device']): Objection[] {
  const [dead, launches] = [deathsOf(own, 'baseline'), ofBuild(own, 'baseline')];
  const [first] = dead;
  if (!first || dead.length <= MOST_BASELINE_DEATHS * launches.length) return [];
  const reason = `${device.name}: the baseline died in ${dead.length} of ${launchesText(launches.length)}, first in ${placeText(first)}: nothing to compare with`;
  const { words } = first.end;
  return [
    { device: device.id, gate: 'crashes', code: 'app-died', verdict: 'INCONCLUSIVE', reason, detail: words },
  ];
}

/** The same as a typed doubt a phone, in the words of the objection. */
export function deathCaveats(launches: readonly EndedLaunch[], sessions: Sessions): Caveat[] {
  return sessions.flatMap(({ device }): Caveat[] => {
    const own = launches.filter((launch) => launch.device === device.id && ran(launch));
    if (!own.some(died)) return [];
    const dead = deathsOf(own, 'candidate');
    const message = dead.length > 0 ? deathSentence(own, dead) : baselineSentence(own);
    const about = { device: device.id, launch: null, invalidates: false, excludes: false };
    return [{ code: 'app-died', ...about, message }];
  });
}

function baselineSentence(own: readonly EndedLaunch[]): string {
  const dead = deathsOf(own, 'baseline').length;
  return `the baseline died in ${dead} of ${launchesText(ofBuild(own, 'baseline').length)}, the candidate in none of ${ofBuild(own, 'candidate').length}`;
}
