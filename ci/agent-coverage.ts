/** Per cent of HeatsoakAgent's lines that its tests must run. */
export const LEAST_PERCENT = 95;
const SOURCES = '/ios/Sources/HeatsoakAgent/';
const LISTED = 5;

/** As far as it is used here: what `llvm-cov export` writes. */
export interface CoverageExport {
  readonly data: readonly {
    readonly files: readonly {
      readonly filename: string;
      readonly summary: { readonly lines: { readonly count: number; readonly covered: number } };
    }[];
  }[];
}

interface AgentCoverage {
  readonly files: number;
  /** Of all lines together; 0 where there is no file. */
  readonly percent: number;
  /** The files with the least coverage below all of their lines, worst first. */
  readonly least: readonly { readonly name: string; readonly percent: number }[];
}

/** Line coverage of the Swift agent's own sources; those of adapters and tests do not count. */
export function agentCoverage(report: CoverageExport): AgentCoverage {
  const files = report.data
    .flatMap((each) => each.files)
    .filter(({ filename }) => filename.includes(SOURCES))
    .map(({ filename, summary: { lines } }) => ({
      name: filename.slice(filename.indexOf(SOURCES) + SOURCES.length),
      ...lines,
      percent: lines.count === 0 ? 100 : (lines.covered / lines.count) * 100,
    }));
  const count = files.reduce((sum, file) => sum + file.count, 0);
  const covered = files.reduce((sum, file) => sum + file.covered, 0);
  const worst = files.filter(({ percent }) => percent < 100).sort((a, b) => a.percent - b.percent);
  return {
    files: files.length,
    percent: count === 0 ? 0 : (covered / count) * 100,
    least: worst.slice(0, LISTED).map(({ name, percent }) => ({ name, percent })),
  };
}
