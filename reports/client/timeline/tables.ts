import { timelineTables } from '../../shared/timeline-tables.ts';
import { tokenBins } from '../../shared/token-bins.ts';
import { part } from './controls.ts';
import type { Launch } from './launch.ts';

/** The tables are those of the launch in front. */
export function showTables({ timeline, tokenSeconds, tokenMs, memoryMiB }: Launch): void {
  const { title, thermal } = timeline;
  const bins = tokenBins(tokenSeconds, tokenMs, thermal);
  part('tables', HTMLElement).innerHTML = timelineTables({ title, bins, memoryMiB }).text;
}
