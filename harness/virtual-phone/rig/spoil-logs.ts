import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsPath, launchFolder } from '../../protocol/plan-file.ts';
import type { InstalledApp } from '../container.ts';
import type { FaultKind } from './planned-fault.ts';

/** What becomes of a log that lies on the phone, by what goes wrong. */
const spoilt: Readonly<Partial<Record<FaultKind, (log: string) => string>>> = {
  'log of another version': (log) => log.replace(/^\{"v":\d+/gm, '{"v":2'),
  'log cut off': (log) => log.slice(0, Math.floor(log.length * 0.6)),
  'log garbled': (log) => log.replace('\n', '\n\u0000\u0007{"v":1,"seq":garbage\n'),
};

/** Spoils the logs that lie on a phone, at once: whoever fetches one next gets it as it is then. Other faults leave them alone. */
export function spoilLogs(kind: FaultKind, apps: readonly InstalledApp[]): void {
  const spoil = spoilt[kind];
  if (!spoil) return;
  for (const path of apps.flatMap(logsOf)) writeFileSync(path, spoil(readFileSync(path, 'utf8')));
}

function logsOf({ container }: InstalledApp): string[] {
  const documents = join(container, 'Documents');
  const inFolder = readdirSync(join(documents, launchFolder('')), { withFileTypes: true });
  return inFolder
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const path = join(documents, eventsPath(name));
      return readdirSync(join(documents, launchFolder(name))).includes('events.jsonl') ? [path] : [];
    });
}
