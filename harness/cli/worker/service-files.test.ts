import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'plist';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemIn } from '../../../ci/command-lines.ts';
import { documents } from '../documents.ts';
import { heatsoakIn } from '../heatsoak.fixture.ts';
import { launchdPlist } from './launchd-plist.ts';
import { systemdUnit } from './systemd-unit.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-service-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const service = {
  program: [process.execPath, '/opt/heat soak/main.js'],
  words: ['worker', '--home', '/var/lib/$HOME/100% "lab"', '--artefacts', '/mnt/artefacts'],
  environment: { HEATSOAK_DATABASE: 'postgres://rack@lab/heatsoak?options=50%25' },
  folder: '/var/lib/heatsoak',
  user: 'lab',
};

/** What systemd minds in a unit. */
async function mindedBySystemd(unit: string): Promise<string | null> {
  if (spawnSync('systemd-analyze', ['--version']).error) return null;
  const path = join(folder, 'heatsoak-worker.service');
  await writeFile(path, unit);
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

test('systemd takes the unit, and minds one that is damaged', async ({ skip }) => {
  const unit = systemdUnit(service);
  const minded = await mindedBySystemd(unit);
  if (minded === null) return skip('systemd-analyze is not on this host');
  expect(minded).toBe('');
  expect(await mindedBySystemd(unit.replace('Restart=always', 'Restart=sometimes'))).toContain('sometimes');
});

test('words reach the worker as they are, whatever is in them', () => {
  expect(systemdUnit(service)).toContain(
    String.raw`ExecStart=${process.execPath} "/opt/heat soak/main.js" worker --home "/var/lib/$$HOME/100%% \"lab\"" --artefacts /mnt/artefacts`,
  );
  expect(systemdUnit(service)).toContain(
    'Environment="HEATSOAK_DATABASE=postgres://rack@lab/heatsoak?options=50%%25"',
  );
  expect(parse(launchdPlist(service))).toMatchObject({
    ProgramArguments: [...service.program, ...service.words],
    EnvironmentVariables: service.environment,
    KeepAlive: true,
  });
});

const heatsoak = (...args: string[]) => heatsoakIn(folder)('worker', 'install', ...args);
const lab = ['--database', 'postgres://heatsoak_host_rack_1@lab/heatsoak', '--certificates', 'rack-1'];

test('worker install writes a file whose command heatsoak understands, with paths that begin at the root', async () => {
  const { stdout, stderr, exitCode } = await heatsoak(
    ...[...lab, '--artefacts', 'store', '--for', 'launchd', '--out', 'made', '--json'],
  );
  expect(exitCode, stderr).toBe(0);
  const document = documents['worker install']?.parse(JSON.parse(stdout));
  const { path, text } = document as { path: string; text: string };
  expect(await readFile(path, 'utf8')).toBe(text);
  const made = parse(text) as { ProgramArguments: string[]; EnvironmentVariables: object };
  const words = made.ProgramArguments.slice(2);
  expect(words).toEqual([
    ...['worker', '--home', join(folder, 'lab-sessions'), '--artefacts', join(folder, 'store')],
  ]);
  expect(await problemIn(words)).toBeNull();
  expect(made.EnvironmentVariables).toMatchObject({ HEATSOAK_CERTIFICATES: join(folder, 'rack-1') });
});

test('a password never stands in such a file', async () => {
  const { exitCode, stdout, stderr } = await heatsoak(
    ...['--database', 'postgres://owner:secret@lab/heatsoak', '--artefacts', 'store'],
  );
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('has a password');
  expect(stderr).not.toContain('secret');
});
