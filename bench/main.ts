import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { buildHistory } from '../harness/history/build-history.ts';
import { noMarks } from '../harness/history/marks.ts';
import { deriveLogs } from '../harness/judge/derive.ts';
import { analyseThrottle } from '../harness/measure/throttle/throttle.ts';
import { readLog } from '../harness/protocol/read-log.ts';
import { clientScript } from '../harness/publish/client-script.ts';
import { renderReport } from '../reports/page.ts';
import { sampleModel } from '../reports/sample-model.fixture.ts';
import { firstPaint } from './first-paint.ts';
import { yearOfNights } from './history-year.ts';
import { logMbOfAMillionTokens, soakLogs, TOKENS_IN_RUN } from './soak-log.ts';

/** `npm run bench [--json]`: speed of what people wait for, beside the number it is meant to reach. */
interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: string;
  readonly met: boolean;
}

const MILLION = 1_000_000;
const SLOW_TOKEN_US = 200_000;
const bench = new Bench({ time: 0, iterations: 5, warmupIterations: 1, warmupTime: 0 });
const { manifest, texts } = soakLogs();
bench.add('derive', () => {
  const launches = new Map([...texts].map(([key, text]) => [key, readLog(text)]));
  deriveLogs({ manifest, harness: new Map(), launches });
});
/** Launches of the sample: two on each of three phones. */
const LAUNCHES = 6;
const model = sampleModel(Math.ceil(MILLION / LAUNCHES));
const script = await clientScript();
bench.add('report', () => void renderReport(model, { clientScript: script }));
const series = Array.from(
  { length: 600 },
  (_, second) => (second < 90 ? 40 : 20) * (1 + 0.03 * Math.sin(second * 7)),
);
bench.add('throttle', () => void analyseThrottle(series));
const nights = yearOfNights();
bench.add('history', () => void buildHistory({ nights, marks: noMarks, confirmations: [], skipped: [] }));
await bench.run();

const folder = await mkdtemp(join(tmpdir(), 'heatsoak-bench-'));
const page = join(folder, 'report.html');
let sizeMb: number;
let paintMs: number;
try {
  await writeFile(page, renderReport(model, { clientScript: script }));
  sizeMb = (await stat(page)).size / 1e6;
  paintMs = (await firstPaint(page, 7)).wallMs;
} finally {
  await rm(folder, { recursive: true });
}

const medianMs = (name: string): number => {
  const result = bench.getTask(name)?.result;
  if (result?.state !== 'completed') throw new Error(`the task ${name} did not complete`);
  return result.latency.p50;
};
const deriveRate = TOKENS_IN_RUN / (medianMs('derive') / 1000);
const logMb = {
  steady: logMbOfAMillionTokens('steady'),
  restless: logMbOfAMillionTokens('restless'),
  slow: logMbOfAMillionTokens('restless', SLOW_TOKEN_US),
};
const rows: Row[] = [
  { what: 'log of a million tokens', value: logMb.steady, unit: 'MB', goal: '≤ 40', met: logMb.steady <= 40 },
  {
    what: 'log of a million tokens, memory other in each sample',
    value: logMb.restless,
    unit: 'MB',
    goal: '≤ 40',
    met: logMb.restless <= 40,
  },
  {
    what: 'log of a million tokens, the same at 5 tok/s',
    value: logMb.slow,
    unit: 'MB',
    goal: '≤ 40',
    met: logMb.slow <= 40,
  },
  { what: 'derive', value: deriveRate, unit: 'tokens/s', goal: '≥ 1 000 000', met: deriveRate >= MILLION },
  {
    what: 'report of a million tokens: write',
    value: medianMs('report') / 1000,
    unit: 's',
    goal: '< 3',
    met: medianMs('report') < 3000,
  },
  { what: 'report of a million tokens: size', value: sizeMb, unit: 'MB', goal: '≤ 4', met: sizeMb <= 4 },
  {
    what: 'report of a million tokens: first paint',
    value: paintMs,
    unit: 'ms',
    goal: '≤ 500',
    met: paintMs <= 500,
  },
  {
    what: 'throttle analysis of 600 s',
    value: medianMs('throttle'),
    unit: 'ms',
    goal: '≤ 20',
    met: medianMs('throttle') <= 20,
  },
  {
    what: 'a year of history, 8 phones × 30 cells',
    value: medianMs('history') / 1000,
    unit: 's',
    goal: '< 2',
    met: medianMs('history') < 2000,
  },
];
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else
  for (const row of rows)
    process.stdout.write(
      `${row.met ? '✓' : '✕'} ${row.what}: ${row.value.toPrecision(4)} ${row.unit} (goal ${row.goal})\n`,
    );
