import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { launchFixture } from '../harness/app/manifest.fixture.ts';
import { launchRecord } from '../harness/measure/launch-record.ts';
import { soakCurve } from '../harness/measure/speed-series.ts';
import { readLog } from '../harness/protocol/read-log.ts';
import { TokenTimes } from '../harness/protocol/token-times.ts';

/** A log, and what the app's bench screen must show of it: ios/Tests/HeatsoakChatTests/BenchLogTests.swift reads both. */
const FIXTURES = 'ios/Tests/HeatsoakChatTests/Fixtures';

test('the app shows the numbers that the report computes from the same log', () => {
  const log = readLog(readFileSync(`${FIXTURES}/soak.jsonl`, 'utf8'));
  expect(log.problems).toEqual([]);
  const launch = launchRecord('phone', launchFixture('soak', { kind: 'soak' }), log, {
    harness: undefined,
    afterInstall: null,
  });
  const trials = launch.trials.map((trial) => ({
    trial: trial.trial,
    scored: trial.scored,
    firstTokenMs: (trial.deltasUs[0] ?? 0) / 1000,
    tokensPerSecond: new TokenTimes(trial).tokensPerSecond,
  }));
  const speeds = soakCurve(launch)?.speeds ?? [];
  const shown = JSON.parse(readFileSync(`${FIXTURES}/soak-numbers.json`, 'utf8')) as unknown;
  expect({ trials, speeds: speeds.filter((_, second) => second % 20 === 0), seconds: speeds.length }).toEqual(
    shown,
  );
});
