import type { Check } from './check.ts';
import { bad, good, unanswered } from './finding.ts';
import type { ExaminedPhone, TunnelSeen } from './phone.ts';

/** Services of the developer image without which WebDriverAgent does not start. */
const OF_THE_IMAGE = ['com.apple.instruments.dtservicehub', 'com.apple.dt.testmanagerd.remote'];

export const phoneImage: Check<ExaminedPhone> = {
  id: 'phone.image',
  says: 'the developer image is mounted',
  mend: 'unlock the phone, and mount it: on a Mac by opening Xcode, elsewhere by the image-mounter of the driver',
  after: ['phone.devmode'],
  asked: 'always',
  limitSeconds: 20,
  async examine(phone) {
    // A reboot takes the image away, and the registry learns of a new one only when it is asked to look.
    const isOffered = offers(await phone.tunnel()) || offers(await phone.refreshTunnel());
    if (isOffered) return good('its services are offered');
    const { host, expected } = phone;
    const line =
      host.platform === 'darwin'
        ? `xcrun devicectl device info details --device ${expected.udid}`
        : host.mountLine(expected.udid);
    if (await phone.isImageMounted())
      return unanswered(
        'it is mounted, and the tunnel does not know it yet',
        `restart the tunnel: ${phone.host.tunnelLine}`,
      );
    return bad(
      'it is not mounted; each restart of the phone takes it away',
      `unlock the phone, then: ${line}`,
    );
  },
};

const offers = (tunnel: TunnelSeen | null): boolean =>
  OF_THE_IMAGE.every((service) => tunnel?.services.includes(service));
