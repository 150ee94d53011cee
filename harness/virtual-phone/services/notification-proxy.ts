import { sendPlist, takePlist } from './plist-frame.ts';
import type { Service } from './service.ts';

/** `com.apple.mobile.notification_proxy`: an observe request has no reply; an answer would be taken for an event. */
export const notificationProxy: Service = async (socket, reader, phone) => {
  const observed = new Set<string>();
  const relay = (name: string): void => {
    if (observed.has(name)) sendPlist(socket, { Command: 'RelayNotification', Name: name });
  };
  phone.observers.add(relay);
  try {
    for (let message = await takePlist(reader); message; message = await takePlist(reader)) {
      phone.record('notification_proxy', String(message['Command']));
      if (message['Command'] === 'ObserveNotification') observed.add(String(message['Name']));
      else if (message['Command'] === 'PostNotification') phone.notify(String(message['Name']));
    }
  } finally {
    phone.observers.delete(relay);
  }
};
