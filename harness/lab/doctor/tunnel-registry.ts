import type { Check } from './check.ts';
import { bad, type Finding, good } from './finding.ts';
import type { Host, RegistryPlace } from './host.ts';

/** The tunnel runs as root and leaves its port in a file of the home it was given; the driver looks in this user's. */
export const tunnelRegistry: Check<Host> = {
  id: 'tunnel.registry',
  says: 'the tunnel runs, and this user finds it',
  mend: 'heatsoak tunnel',
  after: [],
  asked: 'always',
  async examine(host) {
    const places = await host.registries();
    const own = places.find(({ known }) => known === 'own-file');
    if (own?.answers) return good(`port ${own.port}`);
    return foundElsewhere(places, host) ?? notRunning(own, host);
  },
};

function foundElsewhere(places: readonly RegistryPlace[], host: Host): Finding | null {
  const other = places.find(({ answers }) => answers);
  if (!other) return null;
  const where = other.known === 'file-of-root' ? "root's home" : 'another home';
  return bad(
    `it runs on port ${other.port}, but its port file is in ${where}`,
    `stop it, and start it so that it keeps your HOME: ${host.tunnelLine}`,
  );
}

const notRunning = (own: RegistryPlace | undefined, host: Host): Finding =>
  bad(own ? `nothing answers on port ${own.port}` : 'it was never started by this user', host.tunnelLine);
