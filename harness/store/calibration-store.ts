import { join } from 'node:path';
import { type CalibrationRecord, calibrationRecord } from '../history/calibration-record.ts';
import { appendJsonLines, type JsonLines, readJsonLines } from './json-lines.ts';

/** `calibration/aa.jsonl`: what every A/A run taught, one line a phone and metric; only ever appended to. */
const fileOf = (folder: string): string => join(folder, 'aa.jsonl');

/** Adds what an A/A run taught; nothing is ever rewritten. */
export const appendCalibration = (folder: string, records: readonly CalibrationRecord[]): Promise<void> =>
  appendJsonLines(fileOf(folder), records);

/** All records, oldest first; lines that are not records are reported by number. */
export const readCalibration = (folder: string): Promise<JsonLines<CalibrationRecord>> =>
  readJsonLines(fileOf(folder), (value) => calibrationRecord.safeParse(value).data ?? null);
