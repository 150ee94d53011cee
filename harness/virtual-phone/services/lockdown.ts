import { withRecorded } from '../recorded/recorded-answers.ts';
import { sendPlist, takePlist } from './plist-frame.ts';
import type { PhoneState, Service } from './service.ts';

/**
 * `com.apple.mobile.lockdown.remote.untrusted`, and lockdownd itself on a phone with a cable: what the phone is, and its disk. A
 * session on a cable is encrypted on a real phone; this one says that it wants no encryption.
 */
export const lockdown: Service = async (socket, reader, phone) => {
  for (let message = await takePlist(reader); message; message = await takePlist(reader)) {
    if (message['Request'] === 'StartSession') {
      phone.record('lockdown', 'StartSession');
      sendPlist(socket, { Request: 'StartSession', SessionID: '1', EnableSessionSSL: false });
      continue;
    }
    const key = typeof message['Key'] === 'string' ? message['Key'] : null;
    phone.record('lockdown', `GetValue ${String(message['Domain'] ?? '')} ${key ?? ''}`.trim());
    const values =
      message['Domain'] === 'com.apple.disk_usage'
        ? diskUsage(phone)
        : withRecorded(facts(phone), phone.recorded?.lockdown ?? null);
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

/** What names one phone and its owner. */
export const privateFacts = {
  SerialNumber: 'VIRTUAL0SERIAL',
  InternationalMobileEquipmentIdentity: '990000862471854',
  PhoneNumber: '+1 555 0100',
  WiFiAddress: '02:00:00:aa:bb:cc',
} as const;

function facts(phone: PhoneState): Record<string, unknown> {
  return {
    ProductVersion: phone.osVersion,
    ProductType: phone.productType,
    BuildVersion: phone.osBuild,
    UniqueDeviceID: phone.udid,
    DeviceName: phone.name,
    // A phone tells whoever asks for everything; none of it may be written down.
    ...privateFacts,
    BootSessionID: phone.condition.bootSession,
    PasswordProtected: phone.condition.isLocked,
    TimeIntervalSince1970: Date.now() / 1000 + phone.condition.clockSkewSeconds,
    TimeZoneOffsetFromUTC: 0,
    TimeZone: 'UTC',
  };
}
