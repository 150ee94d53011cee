import { readFileSync } from 'node:fs';
import { agentCoverage, type CoverageExport, LEAST_PERCENT } from './agent-coverage.ts';

/** `swift-coverage.ts <file>`: prints the line coverage of HeatsoakAgent, and fails below the least. */
const [path = ''] = process.argv.slice(2);
const { files, percent, least } = agentCoverage(JSON.parse(readFileSync(path, 'utf8')) as CoverageExport);
for (const { name, percent: ofFile } of least)
  process.stdout.write(`${ofFile.toFixed(1).padStart(6)} %  ${name}\n`);
process.stdout.write(
  `HeatsoakAgent: ${percent.toFixed(1)} % of lines in ${files} files, at least ${LEAST_PERCENT} %\n`,
);
process.exitCode = files > 0 && percent >= LEAST_PERCENT ? 0 : 1;
