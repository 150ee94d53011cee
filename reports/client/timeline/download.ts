import { fileName } from '../../shared/file-name.ts';
import { tokensCsv } from './csv.ts';
import type { Launch } from './launch.ts';

/** Saves the tokens of the launches that are shown, named after the first. */
export function downloadTokens(launches: readonly Launch[]): void {
  const first = launches[0]?.timeline;
  if (!first) return;
  const blob = new Blob([tokensCsv(launches)], { type: 'text/csv' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName(first.device, first.launch, 'tokens.csv');
  link.click();
  URL.revokeObjectURL(link.href);
}
