import type { Planted } from './planted.fixture.ts';

const LOCKDOWN = 'com.apple.mobile.lockdown.remote.untrusted';

/** Faults of the way to a phone. */
export const ofTheWay: Planted[] = [
  {
    ...{ check: 'phone.lease', fault: 'another run measures on it', found: 'block' },
    plant: (at) => {
      at.holder = 'rig is busy with run R since noon';
    },
    mend: /wait for that run/,
  },
  {
    ...{ check: 'phone.lease', fault: 'somebody has a session of WebDriverAgent', found: 'warn' },
    plant: (at) => {
      at.phone.condition.session = 'SOMEBODY';
    },
    mend: /Inspector/,
  },
  {
    ...{ check: 'phone.cable', fault: 'it is unplugged', found: 'block' },
    plant: (at) => {
      at.usb.phones = [];
    },
    mend: /plug the phone in/,
  },
  {
    ...{ check: 'phone.cable', fault: 'it is reached over Wi-Fi', found: 'block' },
    plant: (at) => {
      at.usb.phones = at.usb.phones.map((each) => ({ ...each, connection: 'Network' }));
    },
    mend: /Wi-Fi/,
  },
  {
    ...{ check: 'phone.trust', fault: 'nobody tapped Trust', found: 'block' },
    plant: (at) => {
      at.usb.paired = [];
    },
    mend: /idevicepair pair/,
  },
  {
    ...{ check: 'tunnel.phone', fault: 'it was plugged in after the tunnel began', found: 'block' },
    plant: (at) => {
      at.phone.condition.connectionType = null;
    },
    mend: /^restart the tunnel: sudo /,
  },
  {
    ...{ check: 'tunnel.phone', fault: 'its catalogue is empty', found: 'block' },
    plant: (at) => {
      at.phone.condition.withheld = Object.keys(at.phone.services);
    },
    mend: /^restart the tunnel: sudo /,
  },
  {
    ...{ check: 'tunnel.alive', fault: 'the tunnel is listed and dead', found: 'block' },
    plant: (at) => {
      at.phone.condition.refusing = [LOCKDOWN];
    },
    mend: /^restart the tunnel: sudo /,
  },
  {
    ...{ check: 'tunnel.alive', fault: 'the tunnel is listed and silent', found: 'block' },
    plant: (at) => {
      at.phone.condition.silent = [LOCKDOWN];
    },
    mend: /^restart the tunnel: sudo /,
  },
  {
    ...{ check: 'tunnel.speed', fault: 'a slow cable', found: 'warn', occasion: 'long' },
    plant: (at) => {
      at.overrides.sendingSpeed = async () => 4e6;
    },
    mend: /another cable/,
  },
];
