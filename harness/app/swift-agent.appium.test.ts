import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findAgent } from '../../ci/find-agent.ts';
import type { AgentName } from '../experiment/manifest.ts';
import { logDifferences } from '../virtual-phone/app/log-differences.fixture.ts';
import { launchFixture, manifestFixture } from './manifest.fixture.ts';
import { performOn, virtualBuild, virtualPhone } from './virtual-run.fixture.ts';

/** One run by each agent, through the real Appium server and the unmodified driver. */
const built = findAgent();
if ('skipped' in built)
  process.stderr.write(`the Swift agent is not driven through Appium: ${built.skipped}\n`);

const root = await mkdtemp(join(tmpdir(), 'heatsoak-swift-'));
afterAll(() => rm(root, { recursive: true, force: true }));

/** The logs of both launches of a run by this agent. */
async function logsOf(agent: AgentName): Promise<string[]> {
  const build = await virtualBuild(root, 'app', { leakMiBPerTurn: 16 });
  const launches = [launchFixture('b0-p0'), launchFixture('b0-p1', { position: 1 })];
  const manifest = manifestFixture(build, launches, agent);
  const { path } = await performOn(virtualPhone, manifest, join(root, agent));
  const read = (launch: string) => readFile(join(path, `events/virtual-a16/${launch}.jsonl`), 'utf8');
  return [await read('b0-p0'), await read('b0-p1')];
}

/** Two runs through Appium: seconds on an idle machine, minutes on a busy one. */
const LIMIT_MS = 300_000;

test.skipIf('skipped' in built)(
  'its logs are those of the TypeScript agent, launch by launch',
  { timeout: LIMIT_MS },
  async () => {
    const own = await logsOf('typescript');
    const swift = await logsOf('swift');
    expect(swift[0]).toContain('"agent":"heatsoak-swift 1"');
    expect(swift.map((log, index) => logDifferences(own[index] ?? '', log))).toEqual([[], []]);
  },
);
