import type { StoredBaselines } from '../../app/baseline/stored-baselines.ts';
import { type BaselineEntry, wordsOfKey } from '../../history/baseline.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** A row a baseline: for what, which build, by whom, and why. */
export function sayBaselines(terminal: Terminal, baselines: readonly BaselineEntry[]): void {
  if (baselines.length === 0) terminal.say('no baseline is stored; next: heatsoak baseline promote');
  terminal.table(
    baselines.map(({ key, build, at, who, why, how }) => [
      wordsOfKey(key),
      `${build.name} ${build.version}${build.commit === undefined ? '' : ` (${build.commit})`}`,
      `run ${build.run}`,
      `${how} ${at.slice(0, 10)} by ${who}: ${why}`,
    ]),
  );
}

export const unreadableLines = ({ unreadable }: StoredBaselines): string[] =>
  unreadable.map((line) => `! line ${line} of baselines.jsonl is no baseline`);
