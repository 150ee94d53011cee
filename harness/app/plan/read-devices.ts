import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { packageRoot } from '../../files/package-home.ts';
import { readJson } from '../../files/read-json.ts';
import { type Device, type DevicesFile, devicesFile } from '../../lab/devices-file.ts';

/** The lab: the named file, `devices.json` here, else the virtual lab that ships with Heatsoak. */
export async function readDevices(path: string | undefined): Promise<DevicesFile> {
  const here = resolve('devices.json');
  const file = path ?? (existsSync(here) ? here : join(packageRoot, 'devices.json'));
  const lab = await readJson(file, devicesFile, 'devices.json');
  return { ...lab, devices: lab.devices.map((device) => besideFile(device, file)) };
}

/** Files that devices.json names, where they lie on this host, wherever a command is started. */
function besideFile(device: Device, file: string): Device {
  const beside = (name: string): string => resolve(dirname(file), name);
  if (device.kind === 'virtual')
    return device.recording === undefined ? device : { ...device, recording: beside(device.recording) };
  if (device.webDriverAgent === undefined) return device;
  return { ...device, webDriverAgent: beside(device.webDriverAgent) };
}
