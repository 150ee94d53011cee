import { startVirtualPhone } from '../harness/virtual-phone/phone-server.ts';

/** A phone with one app, for the push benchmark: prints its house_arrest port, and lives until it is killed. */
const root = process.argv[2] ?? '';
const phone = await startVirtualPhone({
  udid: 'BENCH',
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
process.send?.(phone.services['com.apple.mobile.house_arrest.shim.remote']);
