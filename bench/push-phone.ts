import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { loopbackAddress } from '../harness/virtual-phone/loopback.ts';
import { startVirtualPhone } from '../harness/virtual-phone/phone-server.ts';

/** Where the push benchmark sends: a phone's house_arrest, and a plain socket that writes what it hears into a file. */
export interface PushTargets {
  readonly address: string;
  readonly houseArrest: number;
  readonly plain: number;
}

const root = process.argv[2] ?? '';
const address = loopbackAddress(0);
const phone = await startVirtualPhone({
  udid: 'BENCH',
  address,
  name: 'Bench',
  productType: 'iPhone15,4',
  osVersion: '26.1',
  osBuild: '23B85',
  root,
  launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
  battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
  thermalState: () => 0,
  freeBytes: () => 60e9,
});
await phone.preinstall({ bundleId: 'dev.heatsoak.bench', version: '1', name: 'Bench', plantedEffects: {} });
await mkdir(root, { recursive: true });
/** Answers with one byte when all of a copy has been written. */
const plain = createServer({ allowHalfOpen: true }, (socket) => {
  socket.pipe(createWriteStream(join(root, 'plain.copy')).once('finish', () => void socket.end('.')));
}).listen(0, address);
plain.once('listening', () => {
  const targets: PushTargets = {
    address,
    houseArrest: phone.services['com.apple.mobile.house_arrest.shim.remote'] ?? 0,
    plain: (plain.address() as AddressInfo).port,
  };
  process.send?.(targets);
});
