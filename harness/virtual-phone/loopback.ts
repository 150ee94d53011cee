import { platform } from 'node:os';

const PHONES_A_NETWORK = 254;

/**
 * A loopback address for the phone at this place of a lab, other than the host's 127.0.0.1: the driver forwards a port of the host
 * to the same port of the phone, and where both have one address the forwarder forwards to itself until the host stands still.
 * Linux answers on all of 127.0.0.0/8; macOS has the one address, and phones share it.
 * @param place 0-based
 */
export function loopbackAddress(place: number, system: NodeJS.Platform = platform()): string {
  if (system !== 'linux') return '127.0.0.1';
  return `127.0.${1 + Math.floor(place / PHONES_A_NETWORK)}.${1 + (place % PHONES_A_NETWORK)}`;
}
