import { serveAfc } from './afc.ts';
import { sendPlist, takePlist } from './plist-frame.ts';
import type { Service } from './service.ts';

/** `com.apple.mobile.house_arrest`: vends an app's container, then the same socket speaks AFC. */
export const houseArrest: Service = async (socket, reader, phone) => {
  const message = await takePlist(reader);
  if (!message) return;
  const bundleId = String(message['Identifier']);
  phone.record('house_arrest', `${String(message['Command'])} ${bundleId}`);
  const app = phone.apps.find(bundleId);
  if (!app) return sendPlist(socket, { Error: 'ApplicationLookupFailed' });
  if (!phone.condition.sharesDocuments) return sendPlist(socket, { Error: 'InstallationLookupFailed' });
  sendPlist(socket, { Status: 'Complete' });
  await serveAfc(socket, reader, phone, app.container);
};

/** `com.apple.afc`: the media partition. */
export const mediaAfc: Service = (socket, reader, phone) =>
  serveAfc(socket, reader, phone, phone.apps.mediaFolder);
