import { type TunnelEntry, tunnelTo } from './tunnel-registry.ts';

/** Services that come with the developer image; without them nothing starts WebDriverAgent. */
export const OF_THE_IMAGE = [
  'com.apple.instruments.dtservicehub',
  'com.apple.dt.testmanagerd.remote',
] as const;

const offersImage = (entry: TunnelEntry | null): boolean =>
  entry !== null && OF_THE_IMAGE.every((service) => service in entry.services);

/**
 * Whether a phone offers the services of its developer image. A restart takes them away, and the registry learns of new ones only when
 * it is asked to look.
 * @throws Error where no registry answers
 */
export async function hasImage(registryPort: number, udid: string): Promise<boolean> {
  return (
    offersImage(await tunnelTo(registryPort, udid)) ||
    offersImage(await tunnelTo(registryPort, udid, 'refresh'))
  );
}
