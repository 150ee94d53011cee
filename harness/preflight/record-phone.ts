import { packageVersion } from '../files/package-home.ts';
import { askDisk } from '../phone/examined/phone-questions.ts';
import { ANSWER_LIMIT_MS, askService, serviceNames } from '../phone/examined/tunnel-services.ts';
import { type TunnelEntry, tunnelTo } from '../phone/tunnel-registry.ts';
import {
  REGISTRY,
  type RecordedExchange,
  type RecordedPhone,
  WEB_DRIVER_AGENT,
} from '../virtual-phone/recorded/recorded-phone.ts';
import { shortUdid } from '../words/short-udid.ts';
import { type Kept, redacted } from './redacted.ts';

/** A phone whose answers are written down. */
export interface PhoneToRecord {
  readonly udid: string;
  readonly registryPort: number;
  /** Null: no WebDriverAgent is known that could be asked. */
  readonly webDriverAgentUrl: string | null;
  /** An app whose Documents are asked for. */
  readonly bundleId: string;
}

type Values = Record<string, unknown>;

interface Question {
  readonly service: string;
  readonly request: Values;
  readonly kept: Kept;
  ask(): Promise<Values>;
}

const nothing: Kept = { texts: [], numbers: [] };
const keptOf = {
  registry: { texts: ['connectionType', 'services'], numbers: [] },
  lockdown: {
    texts: [
      ...['Request', 'ProductVersion', 'ProductType', 'ProductName', 'BuildVersion', 'HardwareModel'],
      ...[
        'HardwarePlatform',
        'CPUArchitecture',
        'DeviceClass',
        'ActivationState',
        'ProtocolVersion',
        'Error',
      ],
    ],
    numbers: [],
  },
  power: { texts: ['Status', 'Description'], numbers: 'measured' },
  disk: { texts: ['Model', 'FSTotalBytes', 'FSFreeBytes', 'FSBlockSize'], numbers: [] },
  status: { texts: ['Status', 'Error'], numbers: [] },
  agent: { texts: ['version', 'sdkVersion', 'device', 'state'], numbers: ['testmanagerdVersion'] },
} as const satisfies Record<string, Kept>;

/**
 * Asks a phone what a bug report needs: its tunnel, lockdown, power source, Documents, disk, Developer Mode, WebDriverAgent. What
 * could name it or its owner is taken out before anything is kept. Never throws: what gives no answer is recorded as that.
 */
export async function recordPhone(phone: PhoneToRecord): Promise<RecordedPhone> {
  const exchanges: RecordedExchange[] = [];
  for (const { service, request, kept, ask } of questionsTo(phone)) {
    const answer = await ask().catch(() => null);
    exchanges.push({
      service,
      request: redacted(request, { texts: Object.keys(request), numbers: [] }) as Values,
      answer: answer && (redacted(answer, kept) as Values),
    });
  }
  return { v: 1, udid: shortUdid(phone.udid), heatsoak: packageVersion, exchanges };
}

function questionsTo(phone: PhoneToRecord): Question[] {
  const entry = async (): Promise<TunnelEntry> => {
    const found = await tunnelTo(phone.registryPort, phone.udid);
    if (found === null) throw new Error('it has no tunnel');
    return found;
  };
  const plist = (service: string, request: Values, kept: Kept): Question => ({
    ...{ service, request, kept },
    ask: async () =>
      askService(await entry(), service, async (socket) => {
        socket.send(request);
        return socket.take();
      }),
  });
  const documents = { Command: 'VendDocuments', Identifier: phone.bundleId };
  return [
    {
      service: REGISTRY,
      request: { GET: 'tunnel' },
      kept: keptOf.registry,
      ask: async () => told(await entry()),
    },
    plist(serviceNames.lockdown, { Label: 'heatsoak', Request: 'GetValue' }, keptOf.lockdown),
    plist(serviceNames.diagnostics, { Request: 'IORegistry', EntryClass: 'IOPMPowerSource' }, keptOf.power),
    { ...plist(serviceNames.documents, documents, keptOf.status), request: { Command: 'VendDocuments' } },
    {
      service: serviceNames.media,
      request: { AFC: 'DEVICE_INFO' },
      kept: keptOf.disk,
      ask: async () => askDisk(await entry()),
    },
    plist(serviceNames.images, { Command: 'QueryDeveloperModeStatus' }, keptOf.status),
    plist(serviceNames.images, { Command: 'LookupImage', ImageType: 'Personalized' }, nothing),
    {
      service: WEB_DRIVER_AGENT,
      request: { GET: '/status' },
      kept: keptOf.agent,
      ask: () => statusAt(phone.webDriverAgentUrl),
    },
  ];
}

/** Address and ports are of one night. */
const told = ({ connectionType, services }: TunnelEntry): Values => ({
  connectionType,
  services: Object.keys(services),
});

async function statusAt(url: string | null): Promise<Values> {
  if (url === null) throw new Error('no address is known');
  const response = await fetch(new URL('/status', url), { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
  return ((await response.json()) as { value: Values }).value;
}
