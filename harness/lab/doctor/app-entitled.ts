import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** Re-signing drops entitlements without a word, and the app is then killed at half of its memory. */
export const appEntitled: Check<ExaminedPhone> = {
  id: 'app.entitled',
  says: 'the apps are signed with what build.json says',
  mend: 'sign the app with the entitlements of its build.json',
  after: ['app.ipa'],
  asked: 'always',
  concerns: ({ builds }) => builds.length > 0,
  async examine(phone) {
    const declared = phone.builds.filter(({ entitlements }) => (entitlements?.length ?? 0) > 0);
    if (declared.length === 0) return good('build.json asks for none');
    for (const { name, entitlements = [], archive } of declared) {
      const { profile, entitlements: signed } = await archive();
      const unsigned = signed && entitlements.find((key) => !(key in signed));
      if (unsigned) return bad(`${name} is signed without ${unsigned}`);
      const missing = profile && entitlements.find((key) => !(key in profile.entitlements));
      if (missing) return bad(`the profile of ${name} does not allow ${missing}`);
    }
    const installed = await missingOnPhone(phone);
    return installed === null ? good('they are') : bad(installed);
  },
};

/** Asked of what is installed now; before the first installation nothing is. */
async function missingOnPhone(phone: ExaminedPhone): Promise<string | null> {
  const apps = await phone.apps().catch(() => []);
  for (const { bundleId, entitlements = [] } of phone.builds) {
    const has = apps.find((app) => app.bundleId === bundleId)?.entitlements;
    const missing = has && entitlements.find((key) => !(key in has));
    if (missing) return `${bundleId} is installed without ${missing}`;
  }
  return null;
}
