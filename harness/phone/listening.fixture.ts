import { readdir, readFile, readlink } from 'node:fs/promises';

/** `TCP_LISTEN` of the kernel's tcp_states.h. */
const LISTEN = '0A';

/**
 * Addresses on which this process and all below it listen, as the kernel lists them: `127.0.0.1`, `0.0.0.0`, `::1`. Linux alone has
 * such lists.
 */
export async function listeningAddresses(): Promise<string[]> {
  const inodes = new Set<string>();
  for (const pid of await withDescendants(process.pid))
    for (const inode of await socketsOf(pid)) inodes.add(inode);
  return (await sockets())
    .filter(([, , , state, , , , , , inode]) => state === LISTEN && inodes.has(inode ?? ''))
    .map(([, local]) => addressIn(local ?? ''));
}

/** How many connections of this host begin or end at these ports, of whatever process, those that were closed a moment ago among them. */
export async function connectionsAt(ports: readonly number[]): Promise<number> {
  const isAt = (end = ''): boolean => ports.includes(Number.parseInt(end.split(':')[1] ?? '', 16));
  return (await sockets()).filter(
    ([, local, remote, state]) => state !== LISTEN && (isAt(local) || isAt(remote)),
  ).length;
}

/** The kernel's lists, by the columns of a line. */
async function sockets(): Promise<string[][]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/self/net/${name}`, 'utf8').catch(() => '')),
  );
  return tables.flatMap((table) =>
    table
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/)),
  );
}

/** `0100007F:1F90`: in words of four bytes, each with its lowest byte first. */
function addressIn(local: string): string {
  const hex = local.split(':')[0] ?? '';
  const bytes = Buffer.from(hex, 'hex').swap32();
  if (bytes.length === 4) return [...bytes].join('.');
  if (bytes.equals(Buffer.concat([Buffer.alloc(15), Buffer.from([1])]))) return '::1';
  return bytes.subarray(0, 12).equals(Buffer.from(`${'00'.repeat(10)}ffff`, 'hex'))
    ? [...bytes.subarray(12)].join('.')
    : hex;
}

async function withDescendants(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    const parent = /\) \S (\d+)/.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const found = [root];
  for (const each of found) for (const [pid, parent] of parents) if (parent === each) found.push(pid);
  return found;
}

async function socketsOf(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = (await readdir(folder).catch(() => [])).map((fd) =>
    readlink(`${folder}/${fd}`).catch(() => ''),
  );
  return (await Promise.all(links)).flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}
