import { readFileSync, statfsSync } from 'node:fs';
import { arch, cpus, release, totalmem, type, version } from 'node:os';
import type { MemoryReading, Sensors } from '../ports.ts';
import { readHostFacts } from './host-facts.ts';

/** What this host can tell; what it cannot is null, never a guess. */
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
  if (process.platform !== 'linux') {
    return { footprintBytes: process.memoryUsage.rss(), mappedBytes: null, availableBytes: null };
  }
  const status = readFileSync('/proc/self/status', 'utf8');
  const bytes = (field: string): number =>
    Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
  return { footprintBytes: bytes('RssAnon'), mappedBytes: bytes('RssFile'), availableBytes: null };
}
