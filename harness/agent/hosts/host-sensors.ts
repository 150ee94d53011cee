import { readFileSync, statfsSync } from 'node:fs';
import { arch, cpus, release, totalmem, type, version } from 'node:os';
import type { MemoryReading, Sensors } from '../ports.ts';
import { readHostFacts } from './host-facts.ts';

/** What this host can report; what it cannot is null, never a guess. */
export function hostSensors(agentVersion: string): Sensors {
  let facts = readHostFacts();
  const freeDiskBytes = freeBytes(process.cwd());
  return {
    // The sampler asks for the environment inside windows; programs are started only here.
    refresh: () => {
      facts = readHostFacts();
    },
    memory,
    peakFootprintBytes: () => null,
    cpuUs,
    environment: () => ({ ...facts, brightness: null, freeDiskBytes }),
    identity: () => ({
      build: {
        bundleId: 'dev.heatsoak.reference',
        version: agentVersion,
        configuration: 'release',
        entitlements: null,
      },
      device: {
        model: `${type()} ${arch()}`,
        chip: cpus()[0]?.model ?? null,
        os: `${type()} ${release()}`,
        osBuild: version(),
        memoryBytes: totalmem(),
      },
      virtual: false,
    }),
  };
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** On Linux anonymous pages are what a phone would charge and file pages what it would map; elsewhere only the sum is known. */
function memory(): MemoryReading {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  return memoryIn(status, process.memoryUsage.rss());
}

/** The reading in a `/proc/<pid>/status`; sandboxed kernels leave the parts out, and then only the sum `rssBytes` is known. */
export function memoryIn(status: string, rssBytes: number): MemoryReading {
  const bytes = (field: string): number | null => {
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    return kib === undefined ? null : Number(kib) * 1024;
  };
  const [anonymous, mappedBytes] = [bytes('RssAnon'), bytes('RssFile')];
  if (anonymous === null || mappedBytes === null)
    return { footprintBytes: rssBytes, mappedBytes: null, availableBytes: null };
  return { footprintBytes: anonymous, mappedBytes, availableBytes: null };
}
