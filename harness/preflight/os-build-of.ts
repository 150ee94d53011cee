import { askLockdown } from '../phone/examined/phone-questions.ts';
import { hostRegistryPort, tunnelTo } from '../phone/tunnel-registry.ts';

/** The OS build of a phone, such as `23B85`; null where it does not answer: whoever examines it says why. */
export async function osBuildOf(
  udid: string,
  registryPort: () => Promise<number> = hostRegistryPort,
): Promise<string | null> {
  try {
    const entry = await tunnelTo(await registryPort(), udid);
    const build = entry === null ? null : await askLockdown(entry, 'BuildVersion');
    return typeof build === 'string' ? build : null;
  } catch {
    return null;
  }
}
