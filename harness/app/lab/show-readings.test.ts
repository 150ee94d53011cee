import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { byState, type ReadNow } from '../../lab-server/readings.ts';
import { workerMeter } from '../../lab-server/worker-meter.ts';
import { problemsOf } from '../../publish/strict-openmetrics.fixture.ts';
import { readingsText, showReadings } from './show-readings.ts';

let hide = async (): Promise<void> => undefined;
afterEach(() => hide());

async function shown(read: ReadNow): Promise<string> {
  const said: string[] = [];
  hide = await showReadings(read, 0, (line) => said.push(line));
  return said[0]?.replace('metrics: ', '') ?? '';
}

/** Status of a request that calls this server by another name. */
const statusAs = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

test('a worker’s numbers are one text that a strict reader of OpenMetrics takes', async () => {
  let now = 100;
  const meter = workerMeter(() => now);
  meter.asked({ busy: 1, idle: 2, quarantined: 0 });
  for (const end of ['done', 'done', 'fenced', 'none'] as const) meter.ended(end);
  meter.failed();
  now = 107;
  const url = await shown(async () => meter.readings());
  const answer = await fetch(url);
  const text = await answer.text();
  expect(problemsOf(text)).toEqual([]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
  for (const line of [
    'heatsoak_worker_phones{state="idle"} 2',
    'heatsoak_worker_sessions_total{end="done"} 2',
    'heatsoak_worker_sessions_total{end="fenced"} 1',
    'heatsoak_worker_failures_total 1',
    'heatsoak_worker_answered_seconds 7',
  ])
    expect(text.split('\n')).toContain(line);
});

test('it is read on this host alone, under its own name, and never changed', async () => {
  const url = await shown(async () => []);
  expect(new URL(url).hostname).toBe('127.0.0.1');
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  expect((await fetch(new URL('/', url))).status).toBe(404);
  expect(await statusAs(url, 'evil.example')).toBe(421);
});

test('a database that is away is an answer of its own, and not the end', async () => {
  let isAway = true;
  // Whoever reads first is OpenTelemetry, at the start.
  let reads = 0;
  const url = await shown(async () => {
    if (reads++ > 0 && isAway) throw new Error('the database does not answer');
    return [];
  });
  const away = await fetch(url);
  expect([away.status, await away.text()]).toEqual([503, 'the database does not answer\n']);
  isAway = false;
  expect((await fetch(url)).status).toBe(200);
});

test('a name that somebody else chose stays within its label', () => {
  const name = 'a"} 1\nheatsoak_forged 1';
  const values = byState({ [name]: 1 });
  expect(problemsOf(readingsText([{ name: 'lab.x', kind: 'gauge', help: 'x', values }]))).toEqual([]);
});
