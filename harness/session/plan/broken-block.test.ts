import { expect, test } from 'vitest';
import { buildFixture, launchFixture, manifestFixture } from '../../app/manifest.fixture.ts';
import type { JournalBody, JournalEvent } from '../../experiment/journal-event.ts';
import { nextStep, type Step } from './next-step.ts';
import type { SessionPlan } from './session-plan.ts';
import { stateOf } from './state.ts';

const file = { sha256: '0'.repeat(64), sizeBytes: 1 };
const build = buildFixture(file, file);
const LIMIT_SECONDS = 1800;

/** Two blocks of two launches on one phone. */
function plan(): SessionPlan {
  const launches = [0, 1].flatMap((block) =>
    [0, 1].map((position) => launchFixture(`b${block}-p${position}`, { block, position })),
  );
  const manifest = manifestFixture(build, launches);
  const [planned] = manifest.sessions;
  if (!planned) throw new Error('the fixture has a session');
  return { manifest, planned, cooldown: { limitSeconds: LIMIT_SECONDS } };
}

type Said = readonly [atSeconds: number, body: JournalBody];

const journal = (...said: readonly Said[]): JournalEvent[] =>
  said.map(([at, body], seq) => ({ v: 1, seq, t: at * 1e6, ...body }) as JournalEvent);

const opened = (at: number): Said => [
  at,
  {
    ...{ type: 'harness.session', device: 'phone', outcome: 'started', message: null },
    wallClock: '2026-01-01T00:00:00.000Z',
  },
];
const launch = (
  at: number,
  id: string,
  outcome: 'started' | 'finished' | 'crashed' | 'interrupted',
  agentSeconds?: number,
): Said => [
  at,
  { type: 'harness.launch', launch: id, outcome, message: null, ...(agentSeconds ? { agentSeconds } : {}) },
];

const next = (...said: readonly Said[]): Pick<Step, 'kind'> & { readonly launch?: string } => {
  const step = nextStep(stateOf(journal(...said)), plan());
  return { kind: step.kind, ...(step.kind === 'finish' ? {} : { launch: step.launch.id }) };
};

const begun: readonly Said[] = [
  opened(0),
  launch(10, 'b0-p0', 'started'),
  launch(100, 'b0-p0', 'finished', 80),
];

test('a block that was broken off for longer than a cool-down may take is measured again whole', () => {
  const again: readonly Said[] = [...begun, opened(90 + LIMIT_SECONDS + 1)];
  expect(next(...again)).toEqual({ kind: 'repeat', launch: 'b0-p0' });
  expect(next(...again, launch(2000, 'b0-p0', 'interrupted'))).toMatchObject({
    launch: 'b0-p0',
    kind: 'deploy',
  });
});

test('a shorter break keeps it', () => {
  expect(next(...begun, opened(90 + LIMIT_SECONDS - 1))).toEqual({ kind: 'deploy', launch: 'b0-p1' });
});

test('a launch that the phone finished alone ended then, and not when it was fetched', () => {
  const alone: readonly Said[] = [opened(0), launch(10, 'b0-p0', 'started'), opened(5000)];
  expect(next(...alone)).toEqual({ kind: 'recover', launch: 'b0-p0' });
  expect(next(...alone, launch(5001, 'b0-p0', 'finished', 80))).toEqual({ kind: 'repeat', launch: 'b0-p0' });
});

test('one that completes its block is kept, however late it was fetched', () => {
  const last: readonly Said[] = [...begun, launch(200, 'b0-p1', 'started'), opened(9000)];
  expect(next(...last, launch(9001, 'b0-p1', 'finished', 80))).toMatchObject({ launch: 'b1-p0' });
});

test('a block in which an app died is not measured away', () => {
  const died: readonly Said[] = [opened(0), launch(10, 'b0-p0', 'started'), launch(50, 'b0-p0', 'crashed')];
  expect(next(...died, opened(9000))).toMatchObject({ launch: 'b0-p1' });
});
