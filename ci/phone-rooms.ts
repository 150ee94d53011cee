import { inHarness, type Room } from './room.ts';

/** Rooms of the phone, real and virtual, and of what both speak. */
export const phoneRooms: readonly Room[] = [
  {
    folder: 'harness/virtual-phone/physics/',
    holds: 'speed, heat, memory and noise of a simulated phone, with known truth',
    rooms: inHarness('agent', 'statistics', 'protocol', 'errors'),
    packages: ['zod'],
  },
  {
    folder: 'harness/phone/afc/',
    holds: 'Apple File Conduit: its bytes and our client',
    rooms: inHarness('plist', 'protocol', 'errors'),
    packages: ['node:', 'plist'],
  },
  {
    folder: 'harness/phone/dtx/',
    holds: 'DTX, the wire of Instruments: its messages and the archives in them',
    rooms: inHarness('plist'),
    packages: ['plist'],
    pure: true,
  },
  {
    folder: 'harness/phone/',
    holds: 'one iPhone through Appium: session, install, push, launch, collect; all that knows Appium',
    rooms: inHarness('phone/afc', 'phone/dtx', 'plist', 'words', 'protocol', 'errors'),
    packages: ['node:', 'get-port', 'p-limit', 'webdriverio'],
  },
  {
    folder: 'harness/virtual-phone/',
    holds: "the iPhone made of sockets: services, container, the app's process",
    rooms: [
      'harness/virtual-phone/physics/',
      'harness/phone/afc/',
      'harness/phone/dtx/',
      ...inHarness('agent', 'agent/engines', 'modules', 'plist', 'statistics', 'protocol', 'errors'),
    ],
    packages: ['node:', 'p-limit', 'plist', 'zod'],
  },
];
