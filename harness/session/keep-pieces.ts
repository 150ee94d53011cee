import { messageOf } from '../errors/heatsoak-error.ts';
import type { Artefacts } from '../experiment/artefacts.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { PlannedBuild } from '../experiment/manifest.ts';
import { type PiecesByModel, piecesIn } from '../experiment/pieces-in.ts';
import type { Vocabulary } from '../protocol/piece.ts';
import { readLog } from '../protocol/read-log.ts';
import type { EventJournal } from '../store/event-journal.ts';

type Model = Pick<PlannedBuild['model'], 'sha256' | 'name'>;

/** Reads the vocabulary in a model's file; null for a kind whose tokens are not known as text. */
export type ReadVocabulary = (path: string) => Promise<Vocabulary | null>;

/** Vocabularies of a run's models, each read once. */
export type Vocabularies = (model: Model) => Promise<Vocabulary | null>;

/** The vocabularies of files on this host. */
export function vocabulariesOf(artefacts: Artefacts, read: ReadVocabulary): Vocabularies {
  const known = new Map<string, Promise<Vocabulary | null>>();
  return (model) => {
    // A file that is not here is a rejection like one that cannot be read.
    const found = known.get(model.sha256) ?? Promise.resolve().then(() => read(artefacts.pathOf(model)));
    known.set(model.sha256, found);
    return found;
  };
}

interface Kept {
  /** Absent: texts are not kept. */
  readonly vocabularies?: Vocabularies | undefined;
  readonly log: {
    /** What the journal says already. */
    readonly pieces: PiecesByModel;
    append(body: JournalBody): Promise<unknown>;
  };
}

/**
 * Writes into the journal what the tokens of a launch's answers write, as far as it does not say so yet: an agent's log has
 * ids alone, and the run folder is read without the model's file. A vocabulary that cannot be read is a fault event.
 * @throws HeatsoakError `FILE_UNWRITABLE`
 */
export async function keepPieces({ vocabularies, log }: Kept, model: Model, events: Buffer): Promise<void> {
  if (!vocabularies) return;
  const said = log.pieces.get(model.sha256);
  try {
    const wanted = idsIn(events).filter((id) => !said?.has(id));
    if (wanted.length === 0) return;
    const vocabulary = await vocabularies(model);
    const pieces = wanted.flatMap((id) => vocabulary?.pieceOf(id) ?? []);
    if (pieces.length > 0) await log.append({ type: 'harness.pieces', model: model.sha256, pieces });
  } catch (error) {
    const message = `${model.name}: ${messageOf(error)}`;
    await log.append({ type: 'fault', code: 'TEXT_UNKNOWN', message, trial: null });
  }
}

/** The journal of a host's launches, with what it says of tokens. */
export function journalOfPieces(journal: EventJournal): Kept['log'] {
  const events = [...journal.before];
  return {
    get pieces() {
      return piecesIn(events);
    },
    append: async (body) => events.push(await journal.append(body)),
  };
}

/** Each id that an answer has, smallest first. */
function idsIn(events: Buffer): number[] {
  const answers = readLog(events.toString('utf8')).events;
  const ids = answers.flatMap((event) => (event.type === 'tokens' ? (event.ids ?? []) : []));
  return [...new Set(ids)].sort((a, b) => a - b);
}
