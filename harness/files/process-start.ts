import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LIMIT_MS = 2000;

/**
 * When a process began, as a text that no other process of the same number has, in this or another boot of the host.
 * Null where that is unknown; whether the process is alive stays open then.
 */
export function processStart(pid: number): string | null {
  try {
    return process.platform === 'linux'
      ? linuxStart(pid)
      : process.platform === 'darwin'
        ? macStart(pid)
        : null;
  } catch {
    return null;
  }
}

/** Field 22 of proc(5)'s stat, clock ticks since the boot; the program's name before it may hold spaces and brackets. */
function linuxStart(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return ticks ? `${boot} ${ticks}` : null;
}

function macStart(pid: number): string | null {
  const said = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return said.trim() || null;
}
