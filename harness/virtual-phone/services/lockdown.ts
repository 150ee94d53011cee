import { sendPlist, takePlist } from './plist-frame.ts';
import type { PhoneState, Service } from './service.ts';

/** `com.apple.mobile.lockdown.remote.untrusted`: what the phone is, and its disk. */
export const lockdown: Service = async (socket, reader, phone) => {
  for (let message = await takePlist(reader); message; message = await takePlist(reader)) {
    const key = typeof message['Key'] === 'string' ? message['Key'] : null;
    phone.record('lockdown', `GetValue ${String(message['Domain'] ?? '')} ${key ?? ''}`.trim());
    const values = message['Domain'] === 'com.apple.disk_usage' ? diskUsage(phone) : facts(phone);
    const value = key === null ? values : values[key];
    sendPlist(socket, {
      Request: 'GetValue',
      ...(value === undefined ? { Error: 'MissingValue' } : { Value: value }),
    });
  }
};

function diskUsage(phone: PhoneState): Record<string, unknown> {
  const free = phone.freeBytes();
  return { TotalDataCapacity: 128e9, TotalDataAvailable: free, AmountDataAvailable: free };
}

function facts(phone: PhoneState): Record<string, unknown> {
  return {
    ProductVersion: phone.osVersion,
    ProductType: phone.productType,
    BuildVersion: phone.osBuild,
    UniqueDeviceID: phone.udid,
    DeviceName: phone.name,
    PasswordProtected: phone.condition.isLocked,
    TimeIntervalSince1970: Date.now() / 1000 + phone.condition.clockSkewSeconds,
    TimeZoneOffsetFromUTC: 0,
    TimeZone: 'UTC',
  };
}
