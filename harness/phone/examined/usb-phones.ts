import { within } from '../within.ts';
import { remoteXpc, type Usbmux } from './driver-packages.ts';

/** The daemon is on this host: it answers at once, or not at all. */
const LIMIT_MS = 2000;

/** A phone as usbmuxd lists it. */
export interface UsbPhone {
  readonly udid: string;
  readonly connection: string;
}

/** Phones that usbmuxd lists. @throws Error where it does not answer */
export const usbPhones = (): Promise<UsbPhone[]> =>
  withUsbmux(async (usbmux) =>
    (await usbmux.listDevices(LIMIT_MS)).map(({ Properties: { SerialNumber, ConnectionType } }) => ({
      udid: SerialNumber,
      connection: ConnectionType,
    })),
  );

/** Whether this host was trusted by the phone once. @throws Error where usbmuxd does not answer */
export const hasPairRecord = (udid: string): Promise<boolean> =>
  withUsbmux(async (usbmux) => (await usbmux.readPairRecord(udid, LIMIT_MS)) !== null);

async function withUsbmux<T>(ask: (usbmux: Usbmux) => Promise<T>): Promise<T> {
  const { createUsbmux } = await remoteXpc();
  const usbmux = await within(
    createUsbmux({ timeout: LIMIT_MS }),
    LIMIT_MS,
    () => new Error('no answer within 2 s'),
  );
  try {
    return await ask(usbmux);
  } finally {
    await usbmux.close().catch(() => undefined);
  }
}
