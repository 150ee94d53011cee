import type { Check } from './check.ts';
import { bad, good, mild } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** The driver's tunnel is made for what is plugged in when it starts; a phone that comes later has none. */
export const tunnelPhone: Check<ExaminedPhone> = {
  id: 'tunnel.phone',
  says: 'the tunnel leads to the phone',
  mend: 'restart the tunnel: heatsoak tunnel',
  after: ['tunnel.registry', 'phone.lease', 'phone.trust'],
  asked: 'always',
  async examine(phone) {
    const tunnel = await phone.tunnel();
    const mend = `restart the tunnel: ${phone.host.tunnelLine}`;
    if (tunnel === null)
      return bad('it does not list the phone: it was plugged in after the tunnel began', mend);
    if (tunnel.services.length === 0) return bad('it lists the phone without a single service', mend);
    if (tunnel.connectionType !== 'USB')
      return mild(`it goes over ${tunnel.connectionType}`, `plug the cable in, and ${mend}`);
    return good(`${tunnel.services.length} services`);
  },
};
