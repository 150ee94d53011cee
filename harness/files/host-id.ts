import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

const LIMIT_MS = 2000;
/** The first namespace of every Linux kernel; a container has one of its own, in which other processes have these numbers. */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]';

let known: string | null | undefined;

/**
 * Identifies this host, and stays the same when its name changes: macOS takes another name from DHCP and Bonjour, Linux
 * with its network. Null where a system has no such thing.
 */
export function hostId(): string | null {
  known ??= readHostId(process.platform);
  return known;
}

function readHostId(platform: NodeJS.Platform): string | null {
  try {
    return platform === 'linux' ? linuxId() : platform === 'darwin' ? macId() : null;
  } catch {
    return null;
  }
}

/** machine-id(5). Containers of one image may share it, and cannot see each other's processes. */
function linuxId(): string | null {
  const id = readFileSync('/etc/machine-id', 'utf8').trim();
  if (id === '') return null;
  const namespace = readlinkSync('/proc/self/ns/pid');
  return namespace === FIRST_PID_NAMESPACE ? id : `${id} ${namespace}`;
}

function macId(): string | null {
  const said = execFileSync('ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return platformUuid(said);
}

/** The `IOPlatformUUID` in what ioreg(8) prints; null where there is none. */
export const platformUuid = (said: string): string | null =>
  /"IOPlatformUUID"\s*=\s*"([^"]+)"/.exec(said)?.[1] ?? null;
