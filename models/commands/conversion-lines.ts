import { basename, dirname } from 'node:path';
import type { Conversion, ConvertedTensor } from '../conversion.ts';

/** A conversion for a person: what became of each type, what was checked, what it cost. */
export function conversionLines(conversion: Conversion, reportPath: string): string[] {
  const { source, target, checks, notes, durationMs, peakMemoryBytes } = conversion;
  return [
    `${source.file}: ${source.architecture}, ${source.tensors} tensors, ${mebibytes(source.sizeBytes)}`,
    ...forms(conversion.tensors),
    ...checks.map(({ name, outcome, detail }) => `  ${marks[outcome]} ${name}: ${detail}`),
    ...notes.map((note) => `  note: ${note}`),
    `${target.file}: ${mebibytes(target.sizeBytes)} in ${(durationMs / 1000).toFixed(1)} s, ${mebibytes(peakMemoryBytes)} of memory at most`,
    `written to ${dirname(reportPath)}:`,
    ...writtenFiles(target).map((file) => `  ${file}`),
    `  ${basename(reportPath)} (the report)`,
  ];
}

/** Everything that stands in the folder now; a package is one folder in it. */
const writtenFiles = ({ file, format, files }: Conversion['target']): string[] =>
  format === 'mlpackage' ? [`${file}/ (${files.length} files)`] : files.map((each) => each.file);

const marks = { passed: '✓', failed: '✕', skipped: '– skipped:' } as const;

/** One line for each pair of types, with the largest error among its tensors. */
function forms(tensors: readonly ConvertedTensor[]): string[] {
  const groups = new Map<string, ConvertedTensor[]>();
  for (const tensor of tensors) {
    const key = `${tensor.from} → ${tensor.to}`;
    groups.set(key, [...(groups.get(key) ?? []), tensor]);
  }
  return [...groups].map(([key, group]) => {
    const errors = group.flatMap(({ relativeRmsError }) => relativeRmsError ?? []);
    const worst = errors.length > 0 ? `, error ${Math.max(...errors).toPrecision(2)}` : '';
    const exact = group.every((tensor) => tensor.exact) ? 'stored exactly' : 'not exact';
    return `  ${key}: ${group.length} ${group.length === 1 ? 'tensor' : 'tensors'}, ${exact}${worst}`;
  });
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
