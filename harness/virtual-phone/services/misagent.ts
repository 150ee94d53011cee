import { build } from 'plist';
import { sendPlist, takePlist } from './plist-frame.ts';
import type { PhoneState, Service } from './service.ts';

/** `com.apple.misagent`: the provisioning profiles on the phone. */
export const misagent: Service = async (socket, reader, phone) => {
  for (let message = await takePlist(reader); message; message = await takePlist(reader)) {
    phone.record('misagent', String(message['MessageType']));
    const ids = [...phone.condition.runners, ...phone.apps.all().map(({ bundleId }) => bundleId)];
    sendPlist(socket, { Status: 0, Payload: ids.map((bundleId) => profileOf(bundleId, phone)) });
  }
};

/** In a signed envelope, as it comes. */
function profileOf(bundleId: string, { udid, condition }: PhoneState): Buffer {
  const text = build({
    Name: `Virtual ${bundleId}`,
    ExpirationDate: condition.profilesEndAt,
    ProvisionedDevices: [udid],
    Entitlements: { 'application-identifier': `VIRTUAL123.${bundleId}`, 'get-task-allow': true },
  });
  return Buffer.concat([Buffer.from([0x30, 0x82, 0x0a, 0x00]), Buffer.from(text), Buffer.alloc(64, 0xa0)]);
}
