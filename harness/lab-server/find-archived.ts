import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { EVENTS } from '../experiment/run-files.ts';
import { sha256OfBytes } from '../files/digest.ts';
import { fromBundledLog, sessionBundle } from '../session/plan/bundle.ts';
import { readRun } from '../store/run-folder.ts';
import { ATTEMPTS, inputDigests } from '../store/run-inputs.ts';
import type { Database } from './database.ts';
import { joinPieces } from './host-calls.ts';

interface ArchivePorts {
  readonly database: Database;
  readonly runs: string;
  readonly say: (message: string) => void;
}

/** Looks through the folders of judged runs for what hosts have shipped. */
export interface ArchiveFinder {
  /** Notes each run whose folder holds all of it, and is as it was sealed: its owner may let go of the database's copy. */
  look(): Promise<void>;
}

/** Runs that are looked through in one turn; each is read whole. */
const RUNS_AT_ONCE = 5;

/** A folder that lacks something is told once, and looked through again by the next coordinator. */
export function archiveFinder({ database, runs, say }: ArchivePorts): ArchiveFinder {
  const looked = new Set<string>();
  const lookThrough = async (run: string): Promise<void> => {
    const folder = join(runs, run);
    // A folder that is not here another coordinator has, and looks through it.
    const isHere = (await stat(folder).catch(() => null)) !== null;
    const lack = isHere ? await lackIn(database, run, folder).catch(unlessAway) : '';
    if (lack === null)
      await database.query('update heatsoak.run set archived_at = now() where run = $1', [run]);
    else looked.add(run);
    if (lack) say(`${run}: the database keeps its logs: ${lack}`);
  };
  return {
    async look() {
      const open = await database.query<{ run: string }>(
        `select run from heatsoak.run r where archived_at is null and judged_at is not null and run <> all ($1)
           and not exists (select 1 from heatsoak.late l where l.run = r.run) order by created_at limit ${RUNS_AT_ONCE}`,
        [[...looked]],
      );
      for (const { run } of open) await lookThrough(run);
    },
  };
}

/** What cannot be read is no archive; a database that is away is asked again. */
function unlessAway(error: unknown): string {
  if ((error as HeatsoakError).code === 'LAB_UNREACHABLE') throw error;
  return messageOf(error);
}

/** What a folder lacks of what hosts shipped; null: nothing. */
async function lackIn(database: Database, run: string, folder: string): Promise<string | null> {
  const { sealing } = await readRun(folder);
  if (sealing.state !== 'sealed' || sealing.findings.some(({ decides }) => decides))
    return `${folder} is not as it was sealed`;
  const held = await heldIn(folder);
  const logs = await database.query<{ launch: string; sha256: string }>(
    'select launch, sha256 from heatsoak.log where run = $1',
    [run],
  );
  const log = logs.find(({ sha256 }) => !held.digests.has(sha256));
  if (log) return `${folder} lacks the log of ${log.launch}`;
  const lost = (await journalsOf(database, run)).find(
    (journal) => !held.journals.some((each) => each.subarray(0, journal.length).equals(journal)),
  );
  return lost ? `${folder} lacks lines of a journal` : null;
}

/** Of each attempt, as far as it was shipped. */
async function journalsOf(database: Database, run: string): Promise<Buffer[]> {
  const pieces = await database.query<{ attempt: string; start: number; bytes: Buffer }>(
    `select slot || '/' || attempt as attempt, start, bytes from heatsoak.journal where run = $1`,
    [run],
  );
  const attempts = [...new Set(pieces.map(({ attempt }) => attempt))];
  return attempts.map((attempt) => joinPieces(pieces.filter((piece) => piece.attempt === attempt)));
}

/** Digests of all logs in a run folder, and all its journals, those in bundles of attempts among them. */
async function heldIn(folder: string) {
  const files = await inputDigests(folder);
  const digests = new Set([...files.values()].map(({ sha256 }) => sha256));
  const journals: Buffer[] = [];
  for (const path of files.keys()) {
    if (path.startsWith(`${ATTEMPTS}/`) && path.endsWith('.json')) {
      const bundle = sessionBundle.parse(JSON.parse(await readFile(join(folder, path), 'utf8')));
      for (const { log } of bundle.launches) digests.add(sha256OfBytes(fromBundledLog(log)).sha256);
      journals.push(fromBundledLog(bundle.journal));
    } else if (isJournal(path)) journals.push(await readFile(join(folder, path)));
  }
  return { digests, journals };
}

const isJournal = (path: string): boolean => new RegExp(`^${EVENTS}/[^/]+\\.jsonl$`).test(path);
