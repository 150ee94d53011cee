import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { bundled } from '../../../modules/bundled.fixture.ts';
import { conclude, type Finding, type NamedLaunch } from '../conclude.ts';
import { cancelledTrial } from './cancelled.ts';
import { checkProgram } from './check-program.ts';
import { killedLaunches } from './killed.ts';
import type { EndedLaunch } from './launch-place.ts';
import { ordinaryLaunches } from './ordinary.ts';
import { answersPlan, soakPlan } from './plans.ts';
import { refusedPlans } from './refused.ts';
import { sameAnswers } from './same-answers.ts';
import { trueClock, watchGrowth } from './true-clock.ts';
import { Workplace } from './workplace.ts';
import { wrongHash } from './wrong-hash.ts';

/** A program that is an agent but for one fault: each is caught by what is meant for it. */
const fixture = await bundled(new URL('./faulty-agent.fixture.ts', import.meta.url));
const agentWith = (fault: string): readonly [string, ...string[]] => [process.execPath, fixture, fault];

// Some twenty processes on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-faulty-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const placeFor = async (fault: string, launchSeconds = 60): Promise<Workplace> =>
  Workplace.open({
    command: agentWith(fault),
    documents: await mkdtemp(join(root, `${fault}-`)),
    cacheDir: join(root, 'cache'),
    launchSeconds,
    signal: new AbortController().signal,
    report: () => undefined,
  });

const launched = ({ name, files }: EndedLaunch): NamedLaunch[] => (files ? [{ name, files }] : []);
const broken = (launches: readonly NamedLaunch[], findings: readonly Finding[] = []): string[] =>
  conclude(launches, findings).rules.flatMap(({ id, outcome }) => (outcome === 'broken' ? [id] : []));

test('without a fault it breaks no rule, and comes to its end', async () => {
  const { launches, findings } = await ordinaryLaunches(await placeFor('none'));
  expect(broken(launches.flatMap(launched), findings)).toEqual([]);
  expect(findings.map(({ id, violations }) => [id, violations])).toContainEqual(['true-clock', []]);
  expect(conclude(launches.flatMap(launched)).rules.find(({ id }) => id === 'recovery')?.outcome).toBe(
    'kept',
  );
});

test.each([
  ['gap', ['sequence', 'probes', 'finished-count']],
  ['milliseconds', ['clock-unit']],
])('%s is caught by its rule', async (fault, rules) => {
  const place = await placeFor(fault);
  const launch = await place.run('answers', JSON.stringify(answersPlan(place.model)));
  expect(rules).toEqual(expect.arrayContaining(broken(launched(launch))));
  expect(broken(launched(launch))).toContain(rules[0]);
});

test('cancels: ends where it is asked to, and breaks no rule', async () => {
  const { launches, finding } = await cancelledTrial(await placeFor('cancels'));
  expect(broken(launches, [finding])).toEqual([]);
  expect(finding.violations).toEqual([]);
  expect(launches[0]?.files.events).toContain('"code":"LAUNCH_CANCELLED"');
});

test('stops: a trial that is cut is taken for an answer that ended', async () => {
  const { finding } = await cancelledTrial(await placeFor('stops'));
  expect(broken([], [finding])).toEqual(['cancelled-trial']);
});

test('half-speed: its clock is not that of the host', async () => {
  const place = await placeFor('half-speed');
  const plan = soakPlan(place.model);
  const steps = plan.steps.map(({ recovery: _, ...step }) => ({ ...step, forSeconds: 3 }));
  const started = await place.start('soak', JSON.stringify({ ...plan, steps }));
  const seen = await watchGrowth(started);
  expect(broken([], [trueClock(await started.ended, seen)])).toEqual(['true-clock']);
});

test('half-lines: what a kill leaves is no whole line', async () => {
  const { launches, finding } = await killedLaunches(await placeFor('half-lines'));
  expect(broken(launches, [finding])).toContain('whole-lines');
});

test('lenient: plans with what it does not know are run', async () => {
  const { findings } = await refusedPlans(await placeFor('lenient'));
  expect(broken([], findings)).toEqual([
    'refuses-unknown-field',
    'refuses-unknown-setting',
    // It does not understand how much context was planned, either.
    'refuses-too-long',
  ]);
});

test('none: every bad plan is refused, and its log breaks no rule', async () => {
  const { launches, findings } = await refusedPlans(await placeFor('none'));
  expect(broken(launches, findings)).toEqual([]);
});

test('silent: refuses every broken plan and says of none why', async () => {
  const { findings } = await refusedPlans(await placeFor('silent'));
  expect(broken([], findings)).toContain('refuses-unknown-version');
  expect(broken([], findings)).not.toContain('refuses-missing-model');
});

test.each([
  ['trusting', 'the hash is not that of the file'],
  ['unhashed', 'a trial begins, and its model is not the planned one'],
])('%s: measures a model that was not planned', async (fault, words) => {
  const finding = await wrongHash(await placeFor(fault));
  expect(broken([], [finding])).toEqual(['refuses-another-model']);
  expect(finding.violations?.[0]?.words).toBe(words);
});

test('none: another model than the planned one is refused', async () => {
  expect(broken([], [await wrongHash(await placeFor('none'))])).toEqual([]);
});

test('counting: answers are not those of llama.cpp', async () => {
  const place = await placeFor('none');
  const launch = await place.run('answers', JSON.stringify(answersPlan(place.model)));
  expect(broken([], [await sameAnswers(place, [launch])])).toEqual(['same-answers']);
});

test('endless: is killed when its time is over, and that is told', async () => {
  const place = await placeFor('endless', 2);
  const { findings } = await ordinaryLaunches(place);
  expect(findings[0]?.violations?.[0]?.words).toContain('did not end within 2 s');
});

test('endless: an interruption ends it, and nothing of it runs on', async () => {
  const controller = new AbortController();
  const keep = await mkdtemp(join(root, 'interrupted-'));
  const folders = { cache: join(root, 'cache'), leases: root };
  const checked = checkProgram(
    { command: agentWith('endless'), keep },
    { signal: controller.signal, folders },
  );
  const ended = expect(checked).rejects.toMatchObject({ code: 'CONFORMANCE_INTERRUPTED' });
  const pid = await vi.waitFor(async () => {
    const written = Number(await readFile(join(keep, 'pid'), 'utf8'));
    // The file is there a moment before its number is.
    expect(written).toBeGreaterThan(0);
    return written;
  }, 30_000);
  controller.abort(new Error('interrupted'));
  await ended;
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('a program that is not there is said to be none', async () => {
  const folders = { cache: join(root, 'cache'), leases: root };
  await expect(checkProgram({ command: [join(root, 'no-agent')] }, { folders })).rejects.toMatchObject({
    code: 'AGENT_UNSTARTABLE',
  });
});
