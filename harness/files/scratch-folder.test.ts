import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { thisProcess } from './owner.ts';
import { scratchFolder } from './scratch-folder.ts';

/** A temporary folder of the test's own: what other runs of this host left must not matter. */
let home = '';
const usual = process.env['TMPDIR'];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'scratch-test-'));
  process.env['TMPDIR'] = home;
});
afterEach(async () => {
  if (usual === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = usual;
  await rm(home, { recursive: true, force: true });
});

async function leftBy(name: string, owner: object | null): Promise<void> {
  await mkdir(join(home, name, 'phones'), { recursive: true });
  if (owner) await writeFile(join(home, name, '.owner.json'), JSON.stringify(owner));
}

test('what a run left that was killed is removed by the next one, and nothing that belongs to anybody else', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const dead = { ...thisProcess(), pid: child.pid };
  await leftBy('heatsoak-lab-aaaaaa', dead);
  await leftBy('heatsoak-demo-bbbbbb', dead);
  await leftBy('heatsoak-lab-cccccc', thisProcess());
  await leftBy('heatsoak-lab-dddddd', { ...dead, hostId: 'another host' });
  await leftBy('heatsoak-lab-eeeeee', null);
  await leftBy('somebody-elses-ffffff', dead);
  const scratch = await scratchFolder('lab');
  expect((await readdir(home)).sort()).toEqual(
    [
      basename(scratch.path),
      'heatsoak-lab-cccccc',
      'heatsoak-lab-dddddd',
      'heatsoak-lab-eeeeee',
      'somebody-elses-ffffff',
    ].sort(),
  );
  await scratch.remove();
  expect(await readdir(home)).not.toContain(basename(scratch.path));
});

test('the number of a dead owner that another process has now keeps nothing', async () => {
  await leftBy('heatsoak-lab-aaaaaa', { ...thisProcess(), started: 'another boot 1' });
  const scratch = await scratchFolder('lab');
  expect(await readdir(home)).toEqual([basename(scratch.path)]);
  await scratch.remove();
});

test('a temporary folder that does not exist is named', async () => {
  process.env['TMPDIR'] = join(home, 'gone');
  await expect(scratchFolder('lab')).rejects.toMatchObject({
    code: 'TEMPORARY_FOLDER',
    where: join(home, 'gone'),
  });
});
