import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configFile } from '../experiment/config-file.ts';
import { readJson } from '../files/read-json.ts';
import { writeConfig } from './init-config.ts';

test('the file that is written is one that is read, and names the lab where there is one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-init-config-'));
  try {
    const path = join(folder, 'heatsoak.config.json');
    const devices = join(folder, 'devices.json');
    await writeConfig(path, devices);
    expect(await readJson(path, configFile, 'config')).not.toHaveProperty('lab');
    await writeFile(devices, '{"devices":[]}');
    await writeConfig(path, devices);
    expect(await readJson(path, configFile, 'config')).toMatchObject({ lab: { devices: 'devices.json' } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
