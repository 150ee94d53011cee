import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { z } from 'zod';
import { manifest } from '../experiment/manifest.ts';
import { sha256OfBytes } from '../files/digest.ts';
import type { Database } from './database.ts';
import type { FetchedJob } from './queue.ts';
import { unpackedLog } from './unpacked-log.ts';

/** One claim of a session: what was measured belongs to it. */
export interface AttemptKey {
  readonly run: string;
  readonly slot: string;
  /** Counts the claims of a session from 1. */
  readonly attempt: number;
}

const claimAnswer = z.union([
  z.object({ bound: z.literal(true) }),
  z.object({
    bound: z.literal(false),
    attempt: z.int().positive(),
    manifest,
    cooldown: z.object({ batteryCelsius: z.number(), limitSeconds: z.number() }),
    took: z.object({ id: z.string(), name: z.string(), udid: z.string().nullable() }).nullable(),
    /** What time it is by the database, ms since 1970: the one clock that all hosts share. */
    at: z.number(),
  }),
]);
/** What a claim gives: a place that was only bound to its phone, or the session. */
export type Claim = z.infer<typeof claimAnswer>;

/** A phone as its host announces it. */
export interface AnnouncedPhone {
  readonly id: string;
  readonly udid: string | null;
  readonly model: string;
  /** Its entry in the host's devices.json. */
  readonly device: object;
}

/** What a host learns when it asks for work. */
export interface Asked {
  /** Phones that are not in quarantine. */
  readonly fit: readonly AnnouncedPhone[];
  /** Queues of the host that have a job which is ready. */
  readonly ready: ReadonlySet<string>;
  /** Sessions of its phones that the lab takes for under way, whether or not this worker knows of them. */
  readonly underWay: readonly SessionUnderWay[];
  /** Open runs in which a phone has a part, by the phone's id: it takes no second place in them. */
  readonly runsOf: ReadonlyMap<string, readonly string[]>;
}

/** A session that was claimed, and has not ended. */
export interface SessionUnderWay {
  readonly phone: string;
  readonly job: FetchedJob;
  /** Since a beat said last that it is worked on. */
  readonly silentSeconds: number;
}

/** What a session has left since it last shipped. */
export interface Evidence {
  /** By their names: of launches, and crash reports. */
  readonly logs?: ReadonlyMap<string, Uint8Array>;
  readonly journal?: JournalPiece;
}

/** Lines of a journal, and the byte of it at which they begin. */
export interface JournalPiece {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** What earlier attempts on a phone had shipped. */
export interface EarlierEvidence {
  /** Of the latest attempt that shipped any. */
  readonly journal: Buffer;
  /** The newest log of each launch. */
  readonly logs: ReadonlyMap<string, Buffer>;
}

/** All that a host may ask of the lab; each is a function in the database, which knows who asks. */
export interface HostCalls {
  /**
   * Says which phones hang here, and asks what waits for them, all in one statement: hosts ask every few seconds.
   * @throws HeatsoakError `LAB_REFUSED` when one is another host's
   */
  ask(phones: readonly AnnouncedPhone[]): Promise<Asked>;
  /** Null: the session is not to be had any more. */
  claim(job: FetchedJob, phone: string): Promise<Claim | null>;
  /** Says that sessions are worked on. @returns those of them that are not somebody else's by now, or over */
  beat(keys: readonly AttemptKey[]): Promise<AttemptKey[]>;
  /** Brings evidence of an attempt, late or not; all of it, or nothing. */
  ship(key: AttemptKey, evidence: Evidence): Promise<void>;
  /** `waiting` gives it back. @returns false when the claim was lost before */
  settle(key: AttemptKey, state: 'done' | 'lost' | 'waiting', message: string | null): Promise<boolean>;
  earlier(key: AttemptKey): Promise<EarlierEvidence>;
}

/** The calls over a connection as the host's own role. */
export function hostCalls(database: Database): HostCalls {
  const one = async <T>(text: string, values: readonly unknown[]): Promise<T> => {
    const [row] = await database.query<{ answer: T }>(text, values);
    return row?.answer as T;
  };
  return {
    async ask(phones) {
      const answer = await one<AskAnswer>('select heatsoak.ask($1) as answer', [JSON.stringify(phones)]);
      const known = new Map(answer.phones?.map((phone) => [phone.id, phone]));
      return {
        fit: phones.filter(({ id }) => known.get(id)?.quarantined === null),
        ready: new Set(answer.ready),
        underWay: answer.underWay.map(({ phone, silentSeconds, ...job }) => ({ phone, silentSeconds, job })),
        runsOf: new Map([...known].map(([id, { runs }]) => [id, runs])),
      };
    },
    async claim({ run, slot, id }, phone) {
      const answer = await one<unknown>('select heatsoak.claim($1, $2, $3, $4) as answer', [
        ...[run, slot, phone, id],
      ]);
      return answer === null ? null : claimAnswer.parse(answer);
    },
    beat: (keys) => one('select heatsoak.beats($1) as answer', [JSON.stringify(keys)]),
    async ship(key, { logs = new Map(), journal = { start: 0, bytes: new Uint8Array() } }) {
      const named = [...logs].map(([launch, bytes], i) => ({
        ...{ place: i + 1, launch, size: bytes.length },
        sha256: sha256OfBytes(bytes).sha256,
      }));
      const packed = await Promise.all([...logs.values()].map((bytes) => pack(bytes, PACKED_FAST)));
      const lines = journal.bytes.length > 0 ? journal.bytes : null;
      await one('select heatsoak.ship($1, $2, $3, $4, $5, $6, $7) as answer', [
        ...[...valuesOf(key), JSON.stringify(named), packed, journal.start, lines],
      ]);
    },
    settle: (key, state, message) =>
      one('select heatsoak.settle($1, $2, $3, $4, $5) as answer', [...valuesOf(key), state, message]),
    earlier: (key) => earlierEvidence(database, key),
  };
}

interface AskAnswer {
  /** Null: none of them. */
  readonly phones:
    | readonly {
        readonly id: string;
        readonly quarantined: string | null;
        readonly runs: readonly string[];
      }[]
    | null;
  readonly ready: readonly string[];
  readonly underWay: readonly (Omit<SessionUnderWay, 'job'> & FetchedJob)[];
}

/** Phones measure meanwhile: in a thread of its own, and at the level that takes two thirds of the usual one's time for a tenth more bytes. */
const pack = promisify<Uint8Array, { readonly level: number }, Buffer>(gzip);
const PACKED_FAST = { level: constants.Z_BEST_SPEED };

const valuesOf = ({ run, slot, attempt }: AttemptKey): [string, string, number] => [run, slot, attempt];

async function earlierEvidence(database: Database, key: AttemptKey): Promise<EarlierEvidence> {
  const pieces = await database.query<{ attempt: number; start: number; bytes: Buffer }>(
    'select attempt, start, bytes from heatsoak.earlier_journals($1, $2, $3)',
    valuesOf(key),
  );
  const logs = await database.query<{ launch: string; bytes: Buffer }>(
    'select launch, bytes from heatsoak.earlier_logs($1, $2, $3)',
    valuesOf(key),
  );
  const latest = Math.max(...pieces.map(({ attempt }) => attempt));
  return {
    journal: joinPieces(pieces.filter(({ attempt }) => attempt === latest)),
    logs: new Map(logs.map(({ launch, bytes }) => [launch, unpackedLog(bytes)])),
  };
}

/** The beginning of a journal, as far as its pieces reach without a gap. */
export function joinPieces(pieces: readonly { readonly start: number; readonly bytes: Buffer }[]): Buffer {
  const joined: Buffer[] = [];
  let end = 0;
  for (const { start, bytes } of pieces.toSorted(
    (a, b) => a.start - b.start || b.bytes.length - a.bytes.length,
  )) {
    if (start > end) break;
    const more = bytes.subarray(end - start);
    joined.push(more);
    end += more.length;
  }
  return Buffer.concat(joined);
}
