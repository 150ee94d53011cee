import type { JudgedExperiment } from '../../judge/judged-experiment.ts';
import { type JudgeFileOptions, judge } from '../judge.ts';

export type Row = Readonly<Record<string, string | number | null>>;
type Options = Omit<JudgeFileOptions, 'values'>;

/** Text in pieces of a few bytes, as a pipe may bring it. */
export async function* pieces(text: string, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const csv = (rows: readonly Row[]): string => {
  const keys = Object.keys(rows[0] ?? {});
  return `${[keys.join(','), ...rows.map((row) => keys.map((key) => row[key] ?? '').join(','))].join('\n')}\n`;
};
export const jsonLines = (rows: readonly Row[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

/** @param today on which waivers of the policy must hold */
export const judged = async (
  text: string,
  options: Options = {},
  today = new Date(),
): Promise<JudgedExperiment[]> => [
  ...(await judge({ values: pieces(text), ...options }, { now: () => today })).experiments,
];
