import { z } from 'zod';
import { fault } from '../protocol/event.ts';
import { bytes, count, line, thermalState } from '../protocol/event-fields.ts';
import { piece } from '../protocol/piece.ts';
import { sha256 } from '../protocol/sha256.ts';
import { examinedCheck } from './examined-check.ts';
import { fileDigest } from './file-digest.ts';
import { qualityFields } from './quality-fields.ts';

const cooldownOutcomes = ['reached', 'timed-out', 'signal-unavailable'] as const;

/** How the gate before a launch ended; written by the harness. */
const cooldown = line.extend({
  type: z.literal('cooldown'),
  launch: z.string(),
  reason: z.string(),
  waitedMs: z.number().nonnegative(),
  limitMs: z.number().positive(),
  outcome: z.enum(cooldownOutcomes),
  thermalState: thermalState.nullable(),
  batteryCelsius: z.number().nullable(),
});

/** How the wait for a battery that was low ended; absent where its charge was enough. */
const harnessCharge = line.extend({
  type: z.literal('harness.charge'),
  launch: z.string(),
  outcome: z.enum(['reached', 'timed-out']),
  waitedMs: z.number().nonnegative(),
  percent: z.number(),
});

/** Everything the harness sends to a phone. */
const harnessCommand = line.extend({
  type: z.literal('harness.command'),
  command: z.string(),
  launch: z.string().nullable(),
  durationMs: z.number().nonnegative(),
  ok: z.boolean(),
  /** The phone's own time then, s; absent where that is the host's. */
  phoneSeconds: z.number().nonnegative().optional(),
});

const harnessLaunch = line.extend({
  type: z.literal('harness.launch'),
  launch: z.string(),
  /** `interrupted`: the harness ended the launch, or lost it; it is measured again when the session goes on. */
  outcome: z.enum(['started', 'finished', 'crashed', 'timed-out', 'failed', 'interrupted']),
  message: z.string().nullable(),
  /** Why the harness ended it: another app lay in front of it; its block was broken off for too long, and is measured again whole. */
  because: z.enum(['behind', 'gap']).optional(),
  /** How long the agent ran by its own clock, s; null where its log does not say. */
  agentSeconds: z.number().nonnegative().nullable().optional(),
  /** False: the agent's log could not be fetched yet and still lies on the phone. */
  collected: z.boolean().optional(),
  /** The agent's log as it was fetched; null: it left none. Absent in journals of early versions, and where none was fetched. */
  log: fileDigest.nullable().optional(),
  /** Why its app died, where the phone has written a crash report about it. */
  death: z
    .strictObject({
      cause: z.enum(['memory', 'crash']),
      words: z.string(),
      /** As it lies in the run folder; `name` is the phone's. */
      report: fileDigest.extend({ name: z.string() }),
    })
    .optional(),
});

/** First in every journal: `manifest.json` as it was when the journal was begun. Journals of early versions lack it. */
const harnessManifest = line.extend({ type: z.literal('harness.manifest'), ...fileDigest.shape });

const harnessSession = line.extend({
  type: z.literal('harness.session'),
  device: z.string(),
  outcome: z.enum(['started', 'finished', 'lost']),
  wallClock: z.iso.datetime(),
  message: z.string().nullable(),
});

const harnessDeploy = line.extend({
  type: z.literal('harness.deploy'),
  build: z.string(),
  /** The launch that it was done for. */
  launch: z.string().optional(),
  artefact: z.enum(['app', 'model']),
  sha256,
  sizeBytes: bytes,
  durationMs: z.number().nonnegative(),
  /** `removed`: a model of another hash made room for this one; the hash and size are its. */
  outcome: z.enum(['done', 'already-there', 'failed', 'removed']),
});

const harnessQuality = line.extend({ type: z.literal('harness.quality'), ...qualityFields });

/** What the tokens of a launch's answers write; each token once a journal. Logs of agents have ids alone. */
const harnessPieces = line.extend({
  type: z.literal('harness.pieces'),
  /** The model whose vocabulary it is. */
  model: sha256,
  pieces: z.array(piece).min(1),
});

const stoppingDecisions = ['go-on', 'stop', 'budget-spent'] as const;

/** An interim analysis after a block, or after half of one. */
const harnessStopping = line.extend({
  type: z.literal('harness.stopping'),
  suite: z.string(),
  /** Blocks of the suite that were measured so far. */
  blocks: z.number().positive().multipleOf(0.5),
  mostBlocks: count,
  /** Why the suite ended on this phone. */
  because: z.enum(['proved', 'worse']).optional(),
  /** Widths of the intervals that an early version's rule went by. */
  widths: z.array(z.unknown()).optional(),
  decision: z.enum(stoppingDecisions),
});

/** In a run that fails fast, after each launch: whether a build has done what no measurement can make up for. */
const harnessFailFast = line.extend({
  type: z.literal('harness.fail-fast'),
  /** The launch after which it was asked. */
  launch: z.string(),
  decision: z.enum(['go-on', 'stop']),
  /** What settles the verdict, on this phone or another; null while it goes on. */
  reason: z.string().nullable(),
  /** Launches that are left out. */
  skipped: z.array(z.string()),
});

/** What the doctor's quick checks said of this host and of the phone, before anything was measured. */
const harnessDoctor = line.extend({
  type: z.literal('harness.doctor'),
  checks: z.array(examinedCheck),
  durationMs: z.number().nonnegative(),
});

/** What the harness writes into the journal of a device: all that it did there, what it saw, and what went wrong. */
export const journalEvent = z.discriminatedUnion('type', [
  cooldown,
  harnessCharge,
  harnessManifest,
  harnessCommand,
  harnessLaunch,
  harnessSession,
  harnessDeploy,
  harnessQuality,
  harnessPieces,
  harnessStopping,
  harnessFailFast,
  harnessDoctor,
  fault,
]);
export type JournalEvent = z.infer<typeof journalEvent>;
export type JournalEventOf<T extends JournalEvent['type']> = Extract<JournalEvent, { type: T }>;

/** An event before the journal gives it version, sequence number and time. */
export type JournalBody<T extends JournalEvent['type'] = JournalEvent['type']> =
  T extends JournalEvent['type'] ? Omit<JournalEventOf<T>, 'v' | 'seq' | 't'> : never;
