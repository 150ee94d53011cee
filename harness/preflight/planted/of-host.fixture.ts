import { rm, writeFile } from 'node:fs/promises';
import { portFile } from '../../phone/tunnel-registry.ts';
import type { Planted } from './planted.fixture.ts';

const packages = { remotexpc: '5.20.3', hasTunnelDriver: true, versions: {} };

/** Faults of this host. */
export const ofHost: Planted[] = [
  {
    ...{ check: 'host.packages', fault: 'npm left out the optional packages', found: 'block' },
    plant: (at) => Object.assign(at.host, { packages: async () => ({ ...packages, remotexpc: null }) }),
    mend: /npm ci --include=optional/,
  },
  {
    ...{ check: 'host.packages', fault: 'a Mac with an Intel processor', found: 'block' },
    plant: (at) =>
      Object.assign(at.host, {
        ...{ platform: 'darwin', architecture: 'x64' },
        packages: async () => ({ ...packages, hasTunnelDriver: false }),
      }),
    mend: /Apple silicon/,
  },
  {
    ...{ check: 'host.awake', fault: 'nothing can hold off sleep on Linux', found: 'warn' },
    plant: async (at) => {
      await at.command('systemd-inhibit', 'Access denied', 1);
      await at.command('systemctl', 'static');
    },
    mend: /systemctl mask sleep\.target/,
  },
  {
    ...{ check: 'host.awake', fault: 'a Mac sleeps after ten minutes', found: 'warn' },
    plant: async (at) => {
      Object.assign(at.host, { platform: 'darwin' });
      await at.command('pmset', ' sleep                10');
      await at.command('caffeinate', '', 1);
    },
    mend: /pmset -a sleep 0/,
  },
  {
    ...{ check: 'host.usbmuxd', fault: 'usbmuxd does not run', found: 'block' },
    plant: () => {
      process.env['USBMUXD_SOCKET_ADDRESS'] = '/nowhere/usbmuxd';
    },
    mend: /apt install usbmuxd/,
  },
  {
    ...{ check: 'host.usbmuxd', fault: 'usbmuxd says nothing', found: 'block' },
    plant: (at) => {
      at.usb.isSilent = true;
    },
    mend: /systemctl restart usbmuxd/,
  },
  {
    ...{ check: 'lab.pins', fault: 'another driver than last night', found: 'warn' },
    plant: (at) => at.keep({ 'appium-xcuitest-driver': '12.0.0' }),
    mend: /heatsoak doctor --keep/,
  },
  {
    ...{ check: 'tunnel.registry', fault: 'the tunnel was never started', found: 'block' },
    plant: () => rm(portFile()),
    mend: /^sudo --preserve-env=HOME,XDG_DATA_HOME .*tunnel-creation\.mjs --disconnect-retry-max-attempts 0 --tunnel-registry-port 42314$/,
  },
  {
    ...{ check: 'tunnel.registry', fault: 'the tunnel has ended', found: 'block' },
    plant: () => writeFile(portFile(), '1'),
    mend: /^sudo /,
  },
  {
    ...{ check: 'tunnel.registry', fault: 'sudo gave the tunnel another home', found: 'block' },
    plant: (at) =>
      Object.assign(at.host, {
        registries: async () => [{ port: 42314, known: 'file-of-root', answers: true }],
      }),
    mend: /keeps your HOME: sudo --preserve-env=HOME/,
  },
];
