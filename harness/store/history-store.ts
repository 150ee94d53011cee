import { join } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { jsonProblem } from '../errors/json-problem.ts';
import { schemaProblem } from '../errors/schema-problem.ts';
import { readUserText } from '../files/read-user-file.ts';
import { writeDocument, writeWhole } from '../files/write-whole.ts';
import { type Confirmation, confirmation } from '../history/confirmation.ts';
import type { HistoryDocument } from '../history/history-document.ts';
import { type HistoryMarks, historyMarks, noMarks } from '../history/marks.ts';
import { appendJsonLines, readJsonLines } from './json-lines.ts';

/** What stands beside the run folders: `history.json` is derived; the marks and confirmations are not, and stay. */
const HISTORY = 'history.json';
const MARKS = 'history-marks.json';
const CONFIRMATIONS = 'history-confirmations.jsonl';

/** Writes `history.json` into the folder of the runs; returns its path. */
export async function writeHistory(root: string, document: HistoryDocument): Promise<string> {
  const path = join(root, HISTORY);
  await writeWhole(path, `${JSON.stringify(document, null, 1)}\n`);
  return path;
}

/** @throws HeatsoakError `MARKS_INVALID`: a person's file is never overwritten because it could not be read */
export async function readMarks(root: string): Promise<HistoryMarks> {
  const path = join(root, MARKS);
  const text = await readUserText(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return noMarks;
  const parsed = historyMarks.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data;
  throw invalid(path, schemaProblem(parsed.error, historyMarks));
}

/** Replaces `history-marks.json`. */
export const writeMarks = (root: string, marks: HistoryMarks): Promise<void> =>
  writeDocument(join(root, MARKS), marks);

/** Answers of confirming runs, oldest first; lines that are not answers are reported by number. */
export const readConfirmations = (root: string) =>
  readJsonLines(join(root, CONFIRMATIONS), (value) => confirmation.safeParse(value).data ?? null);

/** Answers to triggers are only ever added. */
export const appendConfirmation = (root: string, record: Confirmation): Promise<void> =>
  appendJsonLines(join(root, CONFIRMATIONS), [record]);

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(path, `is not JSON: ${jsonProblem(text, error)}`);
  }
}

const invalid = (path: string, problem: string): HeatsoakError =>
  new HeatsoakError('MARKS_INVALID', `${path}: ${problem}`, {
    where: path,
    hint: 'correct the file by hand: schemas/history-marks.schema.json lists every key',
  });
