import { messageOf } from '../../errors/heatsoak-error.ts';
import type { Check } from './check.ts';
import { bad, good, notAsked } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

export const appFiles: Check<ExaminedPhone> = {
  id: 'app.files',
  says: 'the Documents of the apps can be written',
  mend: 'add UIFileSharingEnabled to its Info.plist, and install it again',
  after: ['tunnel.alive'],
  asked: 'always',
  concerns: ({ builds }) => builds.length > 0,
  async examine(phone) {
    const installed = await installedBuilds(phone);
    if (installed.length === 0) return notAsked('none of the apps is installed yet');
    for (const bundleId of installed) {
      try {
        await phone.tryDocuments(bundleId);
      } catch (error) {
        return bad(`${bundleId}: ${messageOf(error)}`);
      }
    }
    return good('written, read and renamed');
  },
};

/** Bundle ids of the builds that the phone has. */
export async function installedBuilds(phone: ExaminedPhone): Promise<string[]> {
  const there = new Set((await phone.apps()).map(({ bundleId }) => bundleId));
  return [...new Set(phone.builds.map(({ bundleId }) => bundleId))].filter((id) => there.has(id));
}
