import { agentHello } from './agent-hello.ts';
import { appArchive } from './app-archive.ts';
import { appEntitled } from './app-entitled.ts';
import { appFiles } from './app-files.ts';
import type { Check } from './check.ts';
import type { Host } from './host.ts';
import { hostAwake } from './host-awake.ts';
import { hostPackages } from './host-packages.ts';
import { hostUsbmuxd } from './host-usbmuxd.ts';
import { labPins } from './lab-pins.ts';
import type { ExaminedPhone } from './phone.ts';
import { phoneAlert } from './phone-alert.ts';
import { phoneCable } from './phone-cable.ts';
import { phoneClock } from './phone-clock.ts';
import { phoneDevmode } from './phone-devmode.ts';
import { phoneDisk } from './phone-disk.ts';
import { phoneHeat, phoneIdleHeat } from './phone-heat.ts';
import { phoneImage } from './phone-image.ts';
import { phoneLease } from './phone-lease.ts';
import { phoneOs } from './phone-os.ts';
import { phonePower } from './phone-power.ts';
import { phoneTrust } from './phone-trust.ts';
import { phoneStaysUnlocked, phoneUnlocked } from './phone-unlocked.ts';
import { tunnelAlive } from './tunnel-alive.ts';
import { tunnelPhone } from './tunnel-phone.ts';
import { tunnelRegistry } from './tunnel-registry.ts';
import { tunnelSpeed } from './tunnel-speed.ts';
import { wdaInstalled } from './wda-installed.ts';
import { wdaProfile } from './wda-profile.ts';
import { wdaStarts } from './wda-starts.ts';

/** Every check of the host, in the order in which they are made: each presumes those above it. */
export const hostChecks: readonly Check<Host>[] = [
  hostPackages,
  hostAwake,
  hostUsbmuxd,
  labPins,
  tunnelRegistry,
];

/** Every check of a phone and of the way to it, in their order. */
export const phoneChecks: readonly Check<ExaminedPhone>[] = [
  phoneLease,
  phoneCable,
  phoneTrust,
  tunnelPhone,
  tunnelAlive,
  phoneOs,
  phoneDevmode,
  phoneImage,
  wdaInstalled,
  wdaProfile,
  phonePower,
  phoneHeat,
  phoneDisk,
  phoneClock,
  appArchive,
  appEntitled,
  appFiles,
  agentHello,
  tunnelSpeed,
  wdaStarts,
  phoneUnlocked,
  phoneStaysUnlocked,
  phoneAlert,
  phoneIdleHeat,
];
