import { driverProgram } from './driver-packages.ts';
import type { CommandLine } from './tunnel-command.ts';

/**
 * What mounts the developer image where no Xcode does, with the names that its files have in the driver's own examples. `appium` need
 * not be on the PATH.
 */
export const mountCommand = (udid: string): CommandLine => ({
  command: process.execPath,
  args: [
    ...[driverProgram('image-mounter'), 'mount'],
    ...['--image', 'DeveloperDiskImage.dmg', '--manifest', 'BuildManifest.plist'],
    ...['--trustcache', 'DeveloperDiskImage.trustcache', '--udid', udid],
  ],
});
