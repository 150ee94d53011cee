import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveAfc } from './afc.ts';
import type { Service } from './service.ts';

/** `com.apple.crashreportcopymobile`: the folder of crash reports, which speaks AFC at once. */
export const crashReportFolder: Service = (socket, reader, phone) =>
  serveAfc(socket, reader, phone, phone.crashFolder);

/** `com.apple.crashreportmover`: a virtual phone writes its reports where they belong, so that all are there. */
export const crashReportMover: Service = async (socket, _, phone) => {
  phone.record('crashreportmover', 'flush');
  socket.write('ping\0');
};

/** An app that died on a virtual phone. */
export interface DeadApp {
  readonly bundleId: string;
  readonly executable: string;
  readonly cause: 'jetsam' | 'crash';
  /** Charged to it when it died. */
  readonly bytes: number;
}

const PAGE_BYTES = 16_384;
/** An app of somebody else's, which is alive and is in every list of what runs. */
const OTHER_PROCESS = { name: 'Photos', rpages: 4000, pid: 301, states: ['suspended'] };

/** Writes the report that iOS writes of such a death; it is there when this returns. */
export function writeCrashReport(folder: string, dead: DeadApp, at = new Date()): void {
  mkdirSync(folder, { recursive: true });
  const stamp = at.toISOString().replaceAll(/[T:.]/g, '-').slice(0, 23);
  const name = dead.cause === 'jetsam' ? `JetsamEvent-${stamp}.ips` : `${dead.executable}-${stamp}.ips`;
  const report = dead.cause === 'jetsam' ? jetsamEvent(dead, at) : crash(dead, at);
  writeFileSync(join(folder, name), report.map((part) => JSON.stringify(part)).join('\n'));
}

const jetsamEvent = ({ executable, bytes }: DeadApp, at: Date): object[] => [
  { bug_type: '298', timestamp: at.toISOString(), os_version: 'iPhone OS 26.1 (23B85)', incident_id: 'V' },
  {
    crashReporterKey: 'virtual-owner',
    largestProcess: executable,
    memoryStatus: { pageSize: PAGE_BYTES },
    processes: [
      OTHER_PROCESS,
      {
        name: executable,
        rpages: Math.round(bytes / PAGE_BYTES),
        pid: 4711,
        states: ['frontmost'],
        reason: 'per-process-limit',
      },
    ],
  },
];

const crash = ({ bundleId, executable }: DeadApp, at: Date): object[] => [
  { bug_type: '309', timestamp: at.toISOString(), app_name: executable, bundleID: bundleId },
  {
    crashReporterKey: 'virtual-owner',
    procName: executable,
    exception: { type: 'EXC_CRASH', signal: 'SIGABRT' },
    termination: { namespace: 'SIGNAL', indicator: 'Abort trap: 6' },
  },
];
