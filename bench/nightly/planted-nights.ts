import type { SimulatedRun } from '../../harness/app/simulated-run.fixture.ts';
import type { PlannedLaunch } from '../../harness/experiment/manifest.ts';

/** Nights are counted from 1. */
export const NIGHTS = 30;
/** 1 … n. */
export const firstNights = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
export const PHONES = ['one', 'two'] as const;

const STEP_AT = 18;
const UPDATE_AT = 9;
const LOST_AT = 12;
const HOT = [22, 23];
const WRONG_AT = 26;
const CRASH_AT = 28;

/** From night 18 on: twice what the gate allows. */
const STEP = 0.96;
/** A new iOS runs every build three per cent faster. */
const UPDATE = 1.03;
/** A hot room takes a tenth from every build. */
const HEAT = 0.9;

const CANDIDATE = 20;
const PINNED = 15;

/** What a night is, and so what must be shown of it. */
export type Planted = 'nothing' | 'first' | 'update' | 'lost' | 'step' | 'hot' | 'wrong' | 'crash';

export function plantedOn(night: number): Planted {
  if (night === 1) return 'first';
  if (night === UPDATE_AT) return 'update';
  if (night === LOST_AT) return 'lost';
  if (night === STEP_AT) return 'step';
  if (HOT.includes(night)) return 'hot';
  if (night === WRONG_AT) return 'wrong';
  return night === CRASH_AT ? 'crash' : 'nothing';
}

/** Nights that may not ship. */
export const mustStop = (night: number): boolean => ['step', 'wrong', 'crash'].includes(plantedOn(night));

export const osOn = (night: number): { os: string; osBuild: string } =>
  night < UPDATE_AT ? { os: '26.1', osBuild: '23B85' } : { os: '26.2', osBuild: '23C55' };

/** tok/s of a build on a night; a build is named by the night that made it. */
export function speedOn(night: number, build: string): number {
  const made = build === 'pinned' ? PINNED : CANDIDATE * (Number(build.slice(6)) < STEP_AT ? 1 : STEP);
  return made * (night < UPDATE_AT ? 1 : UPDATE) * (plantedOn(night) === 'hot' ? HEAT : 1);
}

/** The nights on which something was planted, and those after them. */
export const tellingNights = firstNights(NIGHTS).filter(
  (night) => plantedOn(night) !== 'nothing' || plantedOn(night - 1) !== 'nothing',
);

export const buildOf = (night: number): string => `night-${night}`;

const isCandidate = ({ role }: PlannedLaunch): boolean => role === 'candidate';

/** What the phones of a night do besides measuring. */
export function mishapsOn(night: number): Partial<SimulatedRun> {
  switch (plantedOn(night)) {
    case 'lost':
      return {
        lost: (device) => device === 'two',
        lostBy: () => 'TUNNEL_LOST',
        missing: ({ block }, device) => device === 'two' && block > 0,
      };
    case 'hot':
      return { thermal: ({ block }) => (block > 1 ? 'fair' : 'nominal') };
    case 'wrong':
      return {
        edit: (log, launch) => (isCandidate(launch) ? log.replaceAll('"ids":[1,2,', '"ids":[1,9,') : log),
      };
    case 'crash':
      return { ends: (launch) => (isCandidate(launch) ? 'crashed' : null) };
    default:
      return {};
  }
}
