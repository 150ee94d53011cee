import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Machine, startMachine } from './machine.ts';

/** Machines on one cable that know one another by name. */
export interface Lan {
  machine(name: string): Machine;
  /** Folder that no machine has as its own; all of them may see it. */
  readonly shared: string;
  /** Ends whatever runs on them, and leaves nothing of them. */
  remove(): void;
}

/** A machine's name and address, and other names that it has. */
export interface LanAddress {
  readonly name: string;
  readonly address: string;
  readonly alias?: string;
}

const LIMIT_MS = 10_000;
const PREFIX_LENGTH = 24;

/**
 * Makes machines and the cable between them; only root can, on Linux.
 * @param programs what they have on their PATH before this one's programs: texts of scripts, by name; `$LAN` is the folder of all homes
 */
export async function openLan(
  addresses: readonly LanAddress[],
  programs: Readonly<Record<string, string>>,
): Promise<Lan> {
  const root = mkdtempSync(join(tmpdir(), 'heatsoak-lan-'));
  // The database's own user enters it, too.
  chmodSync(root, 0o755);
  const [bin, shared] = [join(root, 'programs'), join(root, 'shared')];
  for (const folder of [bin, shared]) mkdirSync(folder);
  for (const [name, text] of Object.entries(programs))
    writeFileSync(join(bin, name), text.replaceAll('$LAN', root), { mode: 0o755 });
  const namespaceOf = (name: string): string => `heatsoak-${process.pid}-${name}`;
  const cable = namespaceOf('cable');
  const remove = (): void => {
    for (const { name } of [...addresses, { name: 'cable' }]) removeNamespace(namespaceOf(name));
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  };
  // Machines outlive whoever is told to stop, if nobody ends them.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      remove();
      process.exit(1);
    });
  try {
    ip('netns', 'add', cable);
    ip('-n', cable, 'link', 'add', 'bridge', 'type', 'bridge');
    ip('-n', cable, 'link', 'set', 'bridge', 'up');
    const names = addresses.map(({ name, address, alias = '' }) => `${address} ${name} ${alias}\n`);
    const machines = new Map<string, Machine>();
    for (const [i, { name, address }] of addresses.entries()) {
      const namespace = namespaceOf(name);
      plug(namespace, address, cable, `port${i}`);
      const folder = join(root, name);
      const hosts = `127.0.0.1 localhost\n${names.join('')}`;
      machines.set(name, await startMachine({ name, namespace, folder, programs: bin, hosts }));
    }
    return { shared, remove, machine: (name) => found(machines.get(name), name) };
  } catch (error) {
    remove();
    throw error;
  }
}

function found(machine: Machine | undefined, name: string): Machine {
  if (!machine) throw new RangeError(`there is no machine ${name}`);
  return machine;
}

/** Makes a namespace with one cable to the others. */
function plug(namespace: string, address: string, cable: string, port: string): void {
  ip('netns', 'add', namespace);
  ip('-n', cable, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
  ip('-n', cable, 'link', 'set', port, 'master', 'bridge', 'up');
  ip('-n', namespace, 'address', 'add', `${address}/${PREFIX_LENGTH}`, 'dev', 'eth0');
  for (const link of ['eth0', 'lo']) ip('-n', namespace, 'link', 'set', link, 'up');
}

/** Its processes first: a namespace, and a machine's disk, last as long as somebody is in them. */
function removeNamespace(name: string): void {
  if (!ip('netns', 'list').split(/\s/).includes(name)) return;
  for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  ip('netns', 'delete', name);
}

const ip = (...args: string[]): string =>
  execFileSync('ip', args, { timeout: LIMIT_MS, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
