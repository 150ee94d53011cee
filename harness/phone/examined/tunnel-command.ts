import { driverProgram } from './driver-packages.ts';

/** Where the driver's registry listens by default; named, so that a port that an earlier tunnel left does not win. */
export const USUAL_REGISTRY_PORT = 42314;

/** A program and its arguments. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * What starts the tunnel on this host. It needs root for its network interface, and this user's home for the file that the driver
 * looks into; `appium` need not be on the PATH.
 */
export function tunnelCommand(): CommandLine {
  return {
    command: 'sudo',
    args: [
      '--preserve-env=HOME,XDG_DATA_HOME',
      process.execPath,
      driverProgram('tunnel-creation'),
      ...['--disconnect-retry-max-attempts', '0'],
      ...['--tunnel-registry-port', String(USUAL_REGISTRY_PORT)],
    ],
  };
}

/** As it is typed. */
export const typed = ({ command, args }: CommandLine): string =>
  [command, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
