import { describe, expect, test } from 'vitest';
import type { PlannedLaunch } from '../experiment/manifest.ts';
import {
  candidateLines,
  candidateLogs,
  damaged,
  deriveForged,
  expectFound,
  type Forged,
  type ForgedRow,
  field,
  inAgent,
  journals,
  launchesOf,
  passing,
  retimed,
  rewritten,
} from './forge.fixture.ts';
import { simulatedLogs } from './simulated-run.fixture.ts';

test('the run that all forgeries start from passes without a doubt', () => {
  const derived = deriveForged(() => undefined);
  expect(derived.measurement.caveats).toEqual([]);
  expect(derived.verdict.verdict).toBe('GO');
});

const withoutNames = (...names: string[]) =>
  candidateLines('agent.started', (line) => {
    const kept = Object.entries(line).filter(([name]) => !names.includes(name));
    return Object.fromEntries(kept) as never;
  });

/** Each candidate launch gets the log of a baseline launch of its block. */
function exchange(run: Forged): void {
  const [candidates, baselines] = [launchesOf(run, 'candidate'), launchesOf(run, 'baseline')];
  for (const [i, key] of candidates.entries()) {
    const [one, other] = [run.logs.get(key) ?? '', run.logs.get(baselines[i] ?? '') ?? ''];
    run.logs.set(key, other);
    run.logs.set(baselines[i] ?? '', one);
  }
}

const launchIdOf = (key: string): string => key.slice(key.indexOf('/') + 1);

/** A log under another launch's name, which it says itself. */
const named = (text: string, key: string): string =>
  rewritten(text, (line) => (line.type === 'agent.started' ? field('launch', launchIdOf(key))(line) : line));

const otherNight = simulatedLogs({ ...passing, run: '2026-01-02T03-00-00Z', seed: 7 });

const otherRole = { baseline: 'candidate', candidate: 'baseline' } as const;
const exchanged = <T extends { readonly role: PlannedLaunch['role'] }>(one: T): T => ({
  ...one,
  role: one.role === 'baseline' || one.role === 'candidate' ? otherRole[one.role] : one.role,
});

describe('a log is that of its launch, its run and its app', () => {
  const rows: ForgedRow[] = [
    ['the logs of both builds are exchanged', exchange, 'other-launch'],
    [
      'the logs of both builds are exchanged and say no launch',
      (run) => {
        exchange(run);
        for (const [key, text] of run.logs)
          run.logs.set(
            key,
            rewritten(text, ({ launch: _launch, ...line }) => line as never),
          );
      },
      'log-unnamed',
    ],
    [
      'one log is copied to all launches',
      (run) => {
        const [text] = run.logs.values();
        for (const key of run.logs.keys()) run.logs.set(key, text ?? '');
      },
      'other-launch',
    ],
    [
      'one log is copied to all launches of the candidate and named after them',
      (run) =>
        candidateLogs((_, key) => named(run.logs.get(launchesOf(run, 'baseline')[0] ?? '') ?? '', key))(run),
      'copied-times',
    ],
    [
      'each launch of the candidate has the log of one of the baseline, named after it',
      (run) => {
        const baselines = launchesOf(run, 'baseline');
        for (const [i, key] of launchesOf(run, 'candidate').entries())
          run.logs.set(key, named(run.logs.get(baselines[i] ?? '') ?? '', key));
      },
      'copied-times',
    ],
    [
      'one trial of the baseline is copied into the candidate’s',
      (run) => {
        const [key] = launchesOf(run, 'baseline');
        const tokens = (run.logs.get(key ?? '') ?? '')
          .split('\n')
          .find((line) => line.includes('"trial":2,"t0"'));
        const { deltasUs } = JSON.parse(tokens ?? '{}') as { deltasUs: number[] };
        candidateLogs((text) => retimed(text, (own, line) => (line['trial'] === 2 ? deltasUs : [...own])))(
          run,
        );
      },
      'copied-times',
    ],
    [
      'the candidate’s logs are those of another night',
      candidateLogs((_, key) => otherNight.launches.get(key) ?? ''),
      'other-run',
    ],
    ['the candidate’s logs name no run', withoutNames('run'), 'log-unnamed'],
    ['the candidate’s logs name no launch', withoutNames('launch'), 'log-unnamed'],
    ['another version of the app ran', inAgent('build', { version: '0.9' }), 'app-differs'],
    ['another app ran', inAgent('build', { bundleId: 'dev.heatsoak.other' }), 'app-differs'],
    [
      'another archive was installed',
      journals((text) =>
        rewritten(text, (line) =>
          line.type === 'harness.deploy' && line['build'] === 'candidate'
            ? field('sha256', '9'.repeat(64))(line)
            : line,
        ),
      ),
      'app-differs',
    ],
    [
      'the baseline’s archive was installed for the candidate',
      (run) => {
        const sha256 = run.manifest.builds.find(({ role }) => role === 'baseline')?.app.sha256;
        journals((text) =>
          rewritten(text, (line) => (line.type === 'harness.deploy' ? field('sha256', sha256)(line) : line)),
        )(run);
      },
      'app-differs',
    ],
    [
      'the plan’s launches change sides',
      (run) => {
        const sessions = run.manifest.sessions.map((session) => ({
          ...session,
          launches: session.launches.map(exchanged),
        }));
        run.manifest = { ...run.manifest, sessions };
      },
      'app-differs',
    ],
    [
      'the plan’s builds change sides',
      (run) => {
        run.manifest = { ...run.manifest, builds: run.manifest.builds.map(exchanged) };
      },
      'app-differs',
    ],
    [
      'the journal has no installation',
      journals((text) => rewritten(text, (line) => (line.type === 'harness.deploy' ? null : line))),
      'app-unrecorded',
    ],
    [
      'all installations failed',
      journals((text) =>
        rewritten(text, (line) => (line.type === 'harness.deploy' ? field('outcome', 'failed')(line) : line)),
      ),
      'app-unrecorded',
    ],
  ];
  test.each(rows)('%s', (_, forge, code) => expectFound(deriveForged(forge), code));

  test('a phone’s logs that are another phone’s', () => {
    const two = { ...passing, devices: ['one', 'two'] };
    const derived = deriveForged((run) => {
      for (const key of run.logs.keys())
        if (key.startsWith('two/')) run.logs.set(key, run.logs.get(key.replace('two/', 'one/')) ?? '');
    }, two);
    expectFound(derived, 'copied-times');
  });
});

test('one forged launch of many is left out by name, and the others still speak', () => {
  const derived = deriveForged((run) => {
    const [key = ''] = launchesOf(run, 'candidate');
    run.logs.set(
      key,
      damaged(run.logs.get(key) ?? '', (line) => (line['trial'] === 2 ? null : line)),
    );
  });
  const [forged] = derived.measurement.caveats;
  expect(forged).toMatchObject({ excludes: true, launch: expect.stringContaining('candidate') });
  expect(derived.verdict.verdict).toBe('GO');
});
