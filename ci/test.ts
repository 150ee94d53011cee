import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureBinding } from './ensure-binding.ts';
import { ensureBrowser } from './ensure-browser.ts';
import { ensurePython } from './ensure-python.ts';
import { ensureWeights } from './ensure-weights.ts';

/** `npm test`: every test, and at the end one line with the numbers of passed and failed tests. */
const results = 'node_modules/.cache/heatsoak-test-results.json';

interface Totals {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
}

process.env['CHROMIUM'] = ensureBrowser((line) => void process.stdout.write(`${line}\n`));
const python = ensurePython((line) => void process.stdout.write(`${line}\n`));
if ('skipped' in python) process.env['HEATSOAK_PYTHON_SKIPPED'] = python.skipped;
const weights = await ensureWeights((line) => void process.stdout.write(`${line}\n`));
if (weights !== null) process.env['HEATSOAK_WEIGHTS_SKIPPED'] = weights;
const options = await ensureBinding(process.env['NODE_OPTIONS']);
if (options !== undefined) process.env['NODE_OPTIONS'] = options;
mkdirSync('node_modules/.cache', { recursive: true });
rmSync(results, { force: true });
const code = await runVitest();
const totals = JSON.parse(readFileSync(results, 'utf8')) as Totals;
// A file that fails to load has no failed test in it, and still is a failure.
const failed = Math.max(totals.numFailedTests, totals.numFailedTestSuites > 0 ? 1 : 0);
const skipped = totals.numPendingTests > 0 ? `, ${totals.numPendingTests} skipped` : '';
process.stdout.write(`\n${totals.numPassedTests} passed, ${failed} failed${skipped}\n`);
process.exitCode = code === 0 && totals.numPassedTests > 0 ? 0 : 1;

function runVitest(): Promise<number | null> {
  const vitest = new URL('../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.once('exit', resolve));
}
