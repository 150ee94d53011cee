import { spawn } from 'node:child_process';

/** How a system is kept from sleep by a process of ours; it ends when its standard input does, or with us. */
interface Inhibitor {
  readonly command: string;
  readonly arguments: readonly string[];
}

const WHO = 'Heatsoak';
const WHY = 'a run measures phones of this host';

/** What each system brings for it. */
function inhibitorOf(platform: NodeJS.Platform, pid: number): Inhibitor | null {
  if (platform === 'darwin') return { command: 'caffeinate', arguments: ['-dims', '-w', String(pid)] };
  if (platform !== 'linux') return null;
  return {
    command: 'systemd-inhibit',
    // `cat` ends with its input, and so does the lock: also when we are killed.
    arguments: ['--what=sleep:idle', `--who=${WHO}`, `--why=${WHY}`, '--mode=block', 'cat'],
  };
}

/**
 * Keeps the host from falling asleep: at two in the morning it would take the tunnels of all phones with it. Where the system
 * has nothing for it, nothing is done; doctor says so.
 * @returns what lets it sleep again
 */
export function keepAwake(platform: NodeJS.Platform = process.platform): () => Promise<void> {
  const inhibitor = inhibitorOf(platform, process.pid);
  if (!inhibitor) return async () => undefined;
  const held = spawn(inhibitor.command, inhibitor.arguments, { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = new Promise<void>((resolve) => {
    held.once('error', () => resolve());
    held.once('exit', () => resolve());
  });
  held.stdin.on('error', () => undefined);
  // It must not keep a run that has ended from its end.
  held.unref();
  return async () => {
    held.stdin.end();
    held.kill();
    await ended;
  };
}
