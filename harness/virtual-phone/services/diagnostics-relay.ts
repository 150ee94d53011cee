import { withRecorded } from '../recorded/recorded-answers.ts';
import { sendPlist, takePlist } from './plist-frame.ts';
import type { PhoneState, Service } from './service.ts';

/** `com.apple.mobile.diagnostics_relay`: the battery's registry entry. */
export const diagnosticsRelay: Service = async (socket, reader, phone) => {
  for (let message = await takePlist(reader); message; message = await takePlist(reader)) {
    phone.record(
      'diagnostics_relay',
      `${String(message['Request'])} ${String(message['EntryClass'] ?? '')}`.trim(),
    );
    if (message['Request'] === 'Restart') phone.condition.onRestart();
    const known = message['Request'] === 'IORegistry' && message['EntryClass'] === 'IOPMPowerSource';
    sendPlist(
      socket,
      known ? { Status: 'Success', Diagnostics: { IORegistry: powerSource(phone) } } : { Status: 'Success' },
    );
  }
};

/** Units as on a phone: 0.01 °C, mA (negative when discharging), mV. */
function powerSource(phone: PhoneState): Record<string, unknown> {
  if (phone.recorded?.powerSource) return withRecorded({}, phone.recorded.powerSource);
  const battery = phone.battery();
  const set = phone.condition.powerSource;
  if (set === null) return {};
  const source: Record<string, unknown> = {
    Temperature: Math.round(battery.temperatureCelsius * 100),
    CurrentCapacity: Math.round(battery.percent),
    CycleCount: 12,
    InstantAmperage: battery.charging ? 500 : -640,
    Voltage: 4012,
    IsCharging: battery.charging,
    ExternalConnected: battery.charging,
    AppleRawMaxCapacity: 3349,
    AdapterDetails: { Watts: 20 },
    ...set,
  };
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined));
}
