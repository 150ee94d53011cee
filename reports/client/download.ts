import type { EmbeddedTimeline } from '../shared/embedded-timeline.ts';
import { fileName } from '../shared/file-name.ts';
import type { Columns } from './decode.ts';

/** Saves every token of a launch as CSV: what is drawn is thinned, what is saved is not. */
export function downloadTokens({ device, launch }: EmbeddedTimeline, columns: Columns): void {
  const rows = Array.from(
    columns.tokenSeconds,
    (seconds, i) => `${seconds.toFixed(6)},${(columns.tokenMs[i] ?? 0).toFixed(3)}`,
  );
  const blob = new Blob([`seconds,ms\n${rows.join('\n')}\n`], { type: 'text/csv' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName(device, launch, 'tokens.csv');
  link.click();
  URL.revokeObjectURL(link.href);
}
