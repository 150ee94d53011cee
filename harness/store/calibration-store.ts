import { join } from 'node:path';
import { type CalibrationRecord, calibrationRecord } from '../history/calibration-record.ts';
import { appendJsonLines, type JsonLines, readJsonLines } from './json-lines.ts';

/** `calibration/aa.jsonl`: what every A/A run taught, one line a phone and metric; only ever appended to. */
const fileOf = (folder: string): string => join(folder, 'aa.jsonl');

export const appendCalibration = (folder: string, records: readonly CalibrationRecord[]): Promise<void> =>
  appendJsonLines(fileOf(folder), records);

export const readCalibration = (folder: string): Promise<JsonLines<CalibrationRecord>> =>
  readJsonLines(fileOf(folder), (value) => calibrationRecord.safeParse(value).data ?? null);
