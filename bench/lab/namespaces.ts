import { execFileSync } from 'node:child_process';

/** A host of its own, as far as the network goes. */
export interface Namespace {
  /** Words of a command that run another one in it. */
  readonly enter: readonly string[];
  /** This machine, as the namespace sees it. */
  readonly server: string;
  /** As when its cable is pulled: nobody is told. */
  cut(): void;
  mend(): void;
  remove(): void;
}

/** All addresses of these namespaces, for PostgreSQL's pg_hba.conf. */
export const NAMESPACES = '10.77.0.0/16';

/** Why there can be no namespaces here; null where there can. */
export function namespacesLack(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s';
  if (process.getuid?.() !== 0) return 'only root makes network namespaces';
  try {
    ip('netns', 'list');
    return null;
  } catch {
    return 'network namespaces need the program ip: apt-get install iproute2';
  }
}

/** Makes a namespace with one cable to this machine. @param number 1 to 254; its addresses follow from it */
export function openNamespace(number: number): Namespace {
  const [name, near, far] = [`heatsoak-${number}`, `heatsoak-${number}`, `heatsoak-${number}f`];
  const server = `10.77.${number}.1`;
  const enter = ['ip', 'netns', 'exec', name];
  ip('netns', 'add', name);
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name);
  ip('address', 'add', `${server}/24`, 'dev', near);
  ip('link', 'set', near, 'up');
  ip('-n', name, 'address', 'add', `10.77.${number}.2/24`, 'dev', far);
  for (const link of [far, 'lo']) ip('-n', name, 'link', 'set', link, 'up');
  return {
    enter,
    server,
    cut: () => ip('link', 'set', near, 'down'),
    mend: () => ip('link', 'set', near, 'up'),
    // The cable goes with it.
    remove: () => ip('netns', 'delete', name),
  };
}

const LIMIT_MS = 10_000;

const ip = (...args: string[]): void =>
  void execFileSync('ip', args, { timeout: LIMIT_MS, stdio: ['ignore', 'ignore', 'pipe'] });
