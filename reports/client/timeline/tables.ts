import { timelineTables } from '../../shared/timeline-tables.ts';
import { tokenBins } from '../../shared/token-bins.ts';
import { part } from './controls.ts';
import type { Launch } from './launch.ts';

/** The tables are those of the launch in front. */
export function showTables({ timeline, tokenSeconds, tokenMs, memoryMiB }: Launch): void {
  const { title, thermal } = timeline;
  const isDrawn = (_: number, i: number): boolean => !Number.isNaN(tokenMs[i]);
  const bins = tokenBins(tokenSeconds.filter(isDrawn), tokenMs.filter(isDrawn), thermal);
  part('tables', HTMLElement).innerHTML = timelineTables({ title, bins, memoryMiB }).text;
}
