import type { ChildProcess, StdioOptions } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDemoBuilds } from '../app/demo-builds.ts';
import { testAgent } from '../experiment/test-agent.fixture.ts';
import { spawnModule } from '../modules/spawn-module.ts';

/** A run of the demo's builds on one virtual phone, with one case of seconds: made to be ended before its time. */
export interface ShortRun {
  readonly folder: string;
  /** `heatsoak run` in a process of its own; the run folder lands in `out`. */
  start(blocks: number, out: string, stdio: StdioOptions): ChildProcess;
  remove(): Promise<void>;
}

interface ShortRunOptions {
  readonly profile: string;
  readonly generateTokens: number;
  readonly repetitions?: number;
  /** The host measures the reference too. */
  readonly reference: boolean;
}

export async function shortRun(options: ShortRunOptions): Promise<ShortRun> {
  const { profile, reference, ...sizes } = options;
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-short-run-'));
  const { candidate, baseline } = await makeDemoBuilds(folder, join(folder, 'cache'));
  const suite = join(folder, 'short.json');
  const cases = [{ id: 'short', prompt: { kind: 'synthetic', tokens: 16 }, ...sizes }];
  await writeFile(suite, JSON.stringify({ id: 'short', title: 'Short', kind: 'burst', cases }));
  const devices = join(folder, 'devices.json');
  const phone = { kind: 'virtual', id: 'phone', name: 'Virtual iPhone', profile, os: '26.1', ...testAgent };
  const host = reference ? { reference: { id: 'host', name: 'Host' } } : {};
  await writeFile(devices, JSON.stringify({ devices: [phone], ...host }));
  const inputs = ['--suite', suite, '--candidate', candidate, '--baseline', baseline, '--devices', devices];
  return {
    folder,
    start: (blocks, out, stdio) =>
      spawnModule(
        new URL('./main.ts', import.meta.url),
        ['run', ...inputs, '--blocks', String(blocks), '--out', out],
        stdio,
      ),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
