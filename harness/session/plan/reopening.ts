import type { ErrorCode } from '../../errors/codes.ts';

/** What broke a session. */
export interface Loss {
  /** Of its fault in the journal. */
  readonly code: string;
  /** Whether the session had been opened: a phone that was never reached has another fault than one that went away. */
  readonly opened: boolean;
  /** Launches with an end by then. */
  readonly launchesDone: number;
}

/** How a broken session is opened again. */
export interface Reopening {
  /** What broke it may mend itself meanwhile: seconds before the phone is looked for. */
  readonly pauseSeconds: number;
  /** How long the phone is looked for then, s. */
  readonly limitSeconds: number;
  /** What must be there as well before it is opened. */
  readonly awaits?: 'image';
}

/** A cable that somebody puts back, a phone that starts anew. */
const PHONE_AWAY_SECONDS = 600;
/** The phone answers; WebDriverAgent or Appium has to be started once more. */
const DRIVER_AWAY_SECONDS = 60;
/** A phone that has started anew is given its developer image by a person, or by what the lab has for it. */
const IMAGE_AWAY_SECONDS = 900;

/** How long a phone is looked for, by what broke its session. Any other fault would only happen again, and ends the session. */
const patience: ReadonlyMap<string, number> = new Map(
  Object.entries({
    TUNNEL_LOST: PHONE_AWAY_SECONDS,
    SERVICE_MISSING: PHONE_AWAY_SECONDS,
    AFC_LOST: PHONE_AWAY_SECONDS,
    AFC_UNREACHABLE: PHONE_AWAY_SECONDS,
    IMAGE_MISSING: IMAGE_AWAY_SECONDS,
    AGENT_LOST: DRIVER_AWAY_SECONDS,
    APPIUM_LOST: DRIVER_AWAY_SECONDS,
    SESSION_LOST: DRIVER_AWAY_SECONDS,
    SESSION_REFUSED: DRIVER_AWAY_SECONDS,
    COMMAND_FAILED: DRIVER_AWAY_SECONDS,
    COMMAND_TIMED_OUT: DRIVER_AWAY_SECONDS,
  } satisfies Partial<Record<ErrorCode, number>>),
);

/** Before the first, second and third opening that follow each other without a launch in between. */
const PAUSES_SECONDS = [5, 30, 180] as const;
/** A phone that is lost this often in a run has a bad cable or port: somebody has to look at it. */
const MOST_LOSSES = 8;
/** The second time that someone else ends the session, someone else drives the phone. */
const MOST_STOLEN = 1;

/**
 * Whether a session is opened again after its latest loss, and how. Null ends it: the fault is one that comes again, the
 * phone was never reached, which a server that another phone has ended says nothing of, or it was tried often enough.
 * @param losses of this run, the latest last
 */
export function reopeningAfter(losses: readonly Loss[]): Reopening | null {
  const latest = losses.at(-1);
  const limitSeconds = latest && patience.get(latest.code);
  if (!latest || limitSeconds === undefined || losses.length > MOST_LOSSES) return null;
  if (latest.code !== 'APPIUM_LOST' && !losses.some(({ opened }) => opened)) return null;
  if (latest.code === 'SESSION_LOST' && count(losses, 'SESSION_LOST') > MOST_STOLEN) return null;
  const inVain = losses.filter(({ launchesDone }) => launchesDone === latest.launchesDone).length;
  const pauseSeconds = PAUSES_SECONDS[inVain - 1];
  if (pauseSeconds === undefined) return null;
  return { pauseSeconds, limitSeconds, ...(latest.code === 'IMAGE_MISSING' ? { awaits: 'image' } : {}) };
}

const count = (losses: readonly Loss[], code: string): number =>
  losses.filter((loss) => loss.code === code).length;
