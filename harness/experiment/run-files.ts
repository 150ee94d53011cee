import type { Manifest } from './manifest.ts';

/** Folder of the journals, and of the launch logs of phones. */
export const EVENTS = 'events';
/** Stands beside the devices' journals; no device id has an underscore. */
export const QUALITY_JOURNAL = '_quality';
/** Folder of the launches on this host. */
export const REFERENCE = 'reference';

/** Folder of what phones wrote about apps that died. */
export const CRASH_REPORTS = 'crash-reports';

/** The crash report of a launch, relative to the run folder. */
export const crashReportOf = (device: string, launch: string): string =>
  `${CRASH_REPORTS}/${device}/${launch}.ips`;

/** The agent's log of a reference launch, relative to the run folder. */
export const referenceLog = (launch: string): string => `${REFERENCE}/${launch}/events.jsonl`;

/** Where a device's files lie, relative to the run folder. */
export interface DeviceLogs {
  readonly journal: string;
  readonly launches: readonly { readonly launch: string; readonly name: string }[];
}

/** The files of a phone, of the reference's host or of `_quality`; null for a device that the run does not have. */
export function launchLogsOf(manifest: Manifest, device: string): DeviceLogs | null {
  const journal = journalOf(device);
  if (device === QUALITY_JOURNAL) return { journal, launches: [] };
  const named = (
    launches: readonly { readonly id: string }[],
    nameOf: (id: string) => string,
  ): DeviceLogs => ({
    journal,
    launches: launches.map(({ id }) => ({ launch: id, name: nameOf(id) })),
  });
  const session = manifest.sessions.find((each) => each.device.id === device);
  if (session) return named(session.launches, (id) => `${EVENTS}/${device}/${id}.jsonl`);
  const { reference } = manifest;
  return reference?.device.id === device ? named(reference.launches, referenceLog) : null;
}

/** Where a device's journal lies, relative to the run folder. */
export const journalOf = (device: string): string => `${EVENTS}/${device}.jsonl`;

/** Whatever has a journal in a run: its phones, the reference's host, the comparison of variants with their source. */
export const journalKeepers = ({ sessions, reference, source }: Manifest): string[] => [
  ...sessions.map(({ device }) => device.id),
  ...(reference ? [reference.device.id] : []),
  ...(source ? [QUALITY_JOURNAL] : []),
];
