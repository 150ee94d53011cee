import type { Planted } from './planted.fixture.ts';

/** Faults of a phone. */
export const ofThePhone: Planted[] = [
  {
    ...{ check: 'phone.os', fault: 'it was updated', found: 'warn' },
    plant: (at) => {
      at.expected = { ...at.expected, os: '26.0' };
    },
    mend: /heatsoak devices pin/,
  },
  {
    ...{ check: 'phone.os', fault: 'it got another build of its iOS', found: 'warn' },
    plant: (at) => {
      at.expected = { ...at.expected, osBuild: '23B80' };
    },
    mend: /heatsoak devices pin/,
  },
  {
    ...{ check: 'phone.os', fault: 'devices.json names another model', found: 'warn' },
    plant: (at) => {
      at.expected = { ...at.expected, model: 'iPhone15,4' };
    },
    mend: /"model": "iPhone17,1" in devices\.json/,
  },
  {
    ...{ check: 'phone.os', fault: 'it has iOS 17', found: 'block' },
    plant: (at) => {
      at.overrides.lockdown = async (key) =>
        key === 'UniqueDeviceID' ? at.phone.udid : key === 'ProductVersion' ? '17.4' : 'x';
    },
    mend: /update the phone to iOS 18/,
  },
  {
    ...{ check: 'phone.devmode', fault: 'Developer Mode is off', found: 'block' },
    plant: (at) => {
      at.phone.condition.developerMode = false;
    },
    mend: /Privacy & Security › Developer Mode/,
  },
  {
    ...{ check: 'phone.devmode', fault: 'the phone does not tell', found: 'unknown' },
    plant: (at) => {
      at.phone.condition.withheld = ['com.apple.mobile.mobile_image_mounter.shim.remote'];
    },
    mend: /Developer Mode/,
  },
  {
    ...{ check: 'phone.image', fault: 'a restart took the image away', found: 'block' },
    plant: (at) => {
      at.phone.condition.imageMounted = false;
    },
    mend: /^unlock the phone, then: \S*node \S+\/scripts\/image-mounter\.mjs mount --image \S+ --manifest \S+ --trustcache \S+ --udid 0000/,
  },
  {
    ...{ check: 'phone.image', fault: 'the tunnel does not know the new image', found: 'unknown' },
    plant: (at) => {
      at.phone.condition.withheld = ['com.apple.instruments.dtservicehub'];
    },
    mend: /^restart the tunnel: sudo /,
  },
  {
    ...{ check: 'phone.power', fault: 'the battery is nearly empty', found: 'block' },
    plant: (at) => {
      at.battery.percent = 12;
    },
    mend: /charge the phone first/,
  },
  {
    ...{ check: 'phone.power', fault: 'the battery is low', found: 'warn' },
    plant: (at) => {
      at.battery.percent = 35;
    },
    mend: /charge the phone first/,
  },
  {
    ...{ check: 'phone.power', fault: 'no charger is plugged in', found: 'warn' },
    plant: (at) => {
      at.battery.charging = false;
    },
    mend: /plug the charger in/,
  },
  {
    ...{ check: 'phone.power', fault: 'the charger is too weak', found: 'warn' },
    plant: (at) => {
      at.phone.condition.powerSource = { InstantAmperage: -400 };
    },
    mend: /stronger port/,
  },
  {
    ...{ check: 'phone.power', fault: 'diagnostics tell nothing', found: 'unknown' },
    plant: (at) => {
      at.phone.condition.powerSource = null;
    },
    mend: /charge the phone/,
  },
  {
    ...{ check: 'phone.heat', fault: 'it lay in the sun', found: 'warn' },
    plant: (at) => {
      at.battery.temperatureCelsius = 38;
    },
    mend: /lie for ten minutes/,
  },
  {
    ...{ check: 'phone.heat', fault: 'it does not tell its temperature', found: 'warn' },
    plant: (at) => {
      at.phone.condition.powerSource = { Temperature: undefined };
    },
    mend: /restart the phone/,
  },
  {
    ...{ check: 'phone.idle-heat', fault: 'it idles above the gate', found: 'warn', occasion: 'long' },
    plant: (at) => {
      at.battery.temperatureCelsius = 34;
    },
    mend: /"batteryCelsius": 36/,
  },
  {
    ...{ check: 'phone.disk', fault: 'it is full', found: 'block' },
    plant: (at) => {
      at.freeBytes = 3e9;
    },
    mend: /free 1\.4 GB on the phone/,
  },
  {
    ...{ check: 'phone.clock', fault: 'its clock is wrong', found: 'note' },
    plant: (at) => {
      at.phone.condition.clockSkewSeconds = -90;
    },
    mend: /Set Automatically/,
  },
  {
    ...{ check: 'phone.unlocked', fault: 'it is locked', found: 'block', occasion: 'doctor' },
    plant: (at) => {
      at.phone.condition.isLocked = true;
    },
    mend: /Auto-Lock › Never/,
  },
  {
    ...{ check: 'phone.stays-unlocked', fault: 'Auto-Lock is on', found: 'block', occasion: 'long' },
    plant: (at) => {
      at.onWait = () => {
        at.phone.condition.isLocked = true;
      };
    },
    mend: /Auto-Lock › Never/,
  },
  {
    ...{ check: 'phone.alert', fault: 'an alert is in front', found: 'block', occasion: 'doctor' },
    plant: (at) => {
      at.phone.condition.alert = 'Software Update';
    },
    mend: /answer the alert/,
  },
];
