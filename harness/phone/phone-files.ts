import { eventsPath, statusPath } from '../protocol/plan-file.ts';
import { type Documents, openDocuments } from './afc/documents.ts';
import { HOUSE_ARREST } from './await-phone.ts';
import { reportedDeath } from './crash-reports.ts';
import { askLockdown } from './examined/phone-questions.ts';
import type { Phone } from './phone.ts';
import { withProcessControl } from './process-control.ts';
import { removeLaunches } from './remove-launches.ts';
import type { Reported } from './reported.ts';
import { findService, tunnelTo } from './tunnel-registry.ts';
import { writePlan } from './write-plan.ts';

/** What of a phone needs its tunnel alone, and for its processes the developer image: neither Appium nor WebDriverAgent. */
export type PhoneFiles = Pick<
  Phone,
  | 'writePlan'
  | 'readStatus'
  | 'readEvents'
  | 'removeLaunches'
  | 'deathOf'
  | 'bootSession'
  | 'isRunning'
  | 'kill'
>;

interface Tunnelled {
  readonly registryPort: number;
  readonly udid: string;
  readonly reported: Reported;
}

/** Opens an app's Documents for some work and closes them; the work is told by a name. */
export function documentsOf({ registryPort, udid, reported }: Tunnelled) {
  return <T>(name: string, bundleId: string, work: (documents: Documents) => Promise<T>): Promise<T> =>
    reported(name, async () => {
      const { address, port } = await findService(registryPort, udid, HOUSE_ARREST);
      const documents = await openDocuments(address, port, bundleId);
      try {
        return await work(documents);
      } finally {
        documents.close();
      }
    });
}

/** The files of a phone; each call opens its own connection and closes it. */
export function phoneFiles({ registryPort, udid, reported }: Tunnelled): PhoneFiles {
  const withDocuments = documentsOf({ registryPort, udid, reported });
  return {
    writePlan: (bundleId, launch, json) =>
      withDocuments('writePlan', bundleId, (documents) => writePlan(documents, launch, json)),
    readStatus: (bundleId, launch) =>
      withDocuments(
        'readStatus',
        bundleId,
        async (documents) => (await documents.read(statusPath(launch)))?.toString('utf8') ?? null,
      ),
    readEvents: (bundleId, launch) =>
      withDocuments(
        'readEvents',
        bundleId,
        async (documents) => (await documents.read(eventsPath(launch))) ?? Buffer.alloc(0),
      ),
    removeLaunches: (bundleId, launches) =>
      withDocuments('removeLaunches', bundleId, (documents) => removeLaunches(documents, launches)),
    isRunning: (bundleId) =>
      reported('isRunning', () =>
        withProcessControl(registryPort, udid, async ({ pidOf }) => (await pidOf(bundleId)) !== null),
      ),
    kill: (bundleId) =>
      reported('kill', () =>
        withProcessControl(registryPort, udid, async ({ pidOf, kill }) => {
          const pid = await pidOf(bundleId);
          if (pid !== null) await kill(pid);
        }),
      ),
    bootSession: () => reported('bootSession', () => bootSessionOf(registryPort, udid)),
    deathOf: (bundleId, launch) =>
      reported('crashReports', () => reportedDeath({ registryPort, udid, bundleId, launch })),
  };
}

async function bootSessionOf(registryPort: number, udid: string): Promise<string | null> {
  const entry = await tunnelTo(registryPort, udid);
  const session = entry && (await askLockdown(entry, 'BootSessionID'));
  return typeof session === 'string' ? session : null;
}
