import type { Planted } from './planted.fixture.ts';

const HOURS = 3_600_000;
const inHours = (hours: number): Date => new Date(Date.now() + hours * HOURS);

/** Faults of WebDriverAgent. */
export const ofWebDriverAgent: Planted[] = [
  {
    ...{ check: 'wda.installed', fault: 'there is none', found: 'block' },
    plant: (at) => {
      at.phone.condition.runners = [];
    },
    mend: /devicectl device install app/,
  },
  {
    ...{ check: 'wda.installed', fault: 'there is none, and devices.json has a package', found: 'warn' },
    plant: (at) => {
      at.phone.condition.runners = [];
      at.expected = { ...at.expected, spareAgent: '/lab/WebDriverAgent.ipa' };
    },
    mend: /the next session puts \/lab\/WebDriverAgent\.ipa on the phone/,
  },
  {
    ...{ check: 'wda.installed', fault: 'there are two', found: 'block' },
    plant: (at) => at.phone.condition.runners.push('com.acme.wda.xctrunner'),
    mend: /delete all but one/,
  },
  {
    ...{ check: 'wda.installed', fault: 'devices.json names another', found: 'block' },
    plant: (at) => {
      at.phone.condition.runners = ['com.acme.wda.xctrunner'];
    },
    mend: /"webDriverAgentBundleId": "com\.acme\.wda" in devices\.json/,
  },
  {
    ...{ check: 'wda.profile', fault: 'it ends tonight', found: 'block' },
    plant: (at) => {
      at.phone.condition.profilesEndAt = inHours(12);
    },
    mend: /sign them again/,
  },
  {
    ...{ check: 'wda.profile', fault: 'it ends in three days', found: 'warn' },
    plant: (at) => {
      at.phone.condition.profilesEndAt = inHours(74);
    },
    mend: /sign them again/,
  },
  {
    ...{ check: 'wda.profile', fault: 'misagent says nothing', found: 'unknown' },
    plant: (at) => {
      at.phone.condition.silent = ['com.apple.misagent.shim.remote'];
    },
    mend: /sign them again/,
  },
  {
    ...{ check: 'wda.starts', fault: 'another version than the driver', found: 'warn', occasion: 'doctor' },
    plant: (at) => {
      at.phone.condition.agentVersion = '9.0.0';
    },
    mend: /build and install it again/,
  },
  {
    ...{ check: 'wda.starts', fault: 'the developer is not trusted', found: 'block', occasion: 'doctor' },
    plant: (at) => {
      const agent = {
        ...{ status: async () => null, isLocked: async () => false, alert: async () => null },
        start: async () => {
          throw new Error('Failed to launch process: profile not trusted');
        },
      };
      Object.assign(at.overrides, { agent });
    },
    mend: /VPN & Device Management/,
  },
];
