import { z } from 'zod';
import { agentNames } from '../experiment/manifest.ts';
import { normalUdid } from './udid.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens');

/** As Finder and Xcode show it, in whatever letters; it names the phone's lease, so it is no path. */
const udid = z
  .string()
  .min(8)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/, 'letters, digits and hyphens, as Finder shows it')
  .overwrite(normalUdid);

/** False: a run that lost this phone is judged by the others. A phone that measured is judged like any other. */
const required = z.boolean().optional();

/** Words by which several phones are chosen at once, such as `pro`. */
const tags = z.array(id).min(1).optional();

/** A phone made of sockets; `profile` is a row of the virtual phone's calibration table. */
const virtualPhone = z.strictObject({
  kind: z.literal('virtual'),
  id,
  name: z.string().min(1),
  profile: z.string().min(1),
  os: z.string().regex(/^\d+(\.\d+)*$/),
  /** Which agent its apps have; absent: the TypeScript agent. */
  agent: z
    .enum(agentNames)
    .optional()
    .describe(
      'Which agent the apps of this phone have: typescript (default), or swift, the one of real phones, which ci/swift-linux.sh agent builds',
    ),
  /** `exchanges.json` that `heatsoak smoke` recorded: the phone answers as that one did. Relative to devices.json. */
  recording: z.string().min(1).optional(),
  /** Seconds of the phone's time that pass in one of this host, 1 for real time. Absent: waits take no longer than what it computes. */
  pace: z.number().positive().optional(),
  required,
  tags,
});

/** The first iOS whose developer services are reached through the tunnel alone. */
export const LEAST_IOS = 18;

/** The tunnel's addresses are of the phone's own host alone: an Appium elsewhere would drive a phone that files cannot reach. */
const isOfThisHost = (url: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

/** A physical iPhone on iOS 18 or newer, reached through the RemoteXPC tunnel. */
const iphone = z.strictObject({
  kind: z.literal('iphone'),
  id,
  name: z.string().min(1),
  udid,
  model: z.string().min(1),
  chip: z.string().min(1),
  os: z
    .string()
    .regex(/^\d+(\.\d+)*$/)
    .refine((os) => Number.parseInt(os, 10) >= LEAST_IOS, `an iPhone needs iOS ${LEAST_IOS} or newer`),
  /** Build of the iOS that the numbers of this phone are of, such as 23B85; `heatsoak devices pin` writes it. Absent: any. */
  osBuild: z
    .string()
    .regex(/^\d+[A-Z]\d+[a-z]?$/, 'a build of iOS such as 23B85')
    .optional(),
  required,
  tags,
  /** Memory limit of an app on this phone, without and with the increased-memory-limit entitlement, once measured. */
  memoryLimitMiB: z
    .strictObject({ standard: z.number().positive(), entitled: z.number().positive() })
    .optional(),
  /** `nightly`: it is restarted before the first run of a night. Only for a phone without a passcode, on a host that mounts its image. */
  restart: z.literal('nightly').optional(),
  /** What the models of one app may take on this phone; beyond it those that were used least recently go. Absent: all there is. */
  modelsGiB: z.number().positive().optional(),
  /** An Appium server that runs on this host already, as in a device farm's own host; else a run starts its own. */
  appiumUrl: z
    .url()
    .refine(isOfThisHost, 'it must run on this host: the way to the phone exists nowhere else')
    .optional(),
  /** Address of a WebDriverAgent that already runs; else the preinstalled one is started through the tunnel. */
  webDriverAgentUrl: z.url().optional(),
  /** Bundle id of the preinstalled WebDriverAgent, where it was signed under one's own. */
  webDriverAgentBundleId: z.string().min(1).optional(),
  /** A signed WebDriverAgent as an .ipa, which ios/prepare.sh makes; a phone that has none gets it. Relative to devices.json. */
  webDriverAgent: z.string().min(1).optional(),
});

const cooldown = z.strictObject({
  /** Battery temperature at which a launch may start, °C. */
  batteryCelsius: z.number().positive().default(32),
  /** Longest wait before a launch, seconds. */
  limitSeconds: z.number().positive().default(1800),
});

/** Leases, logs and verdicts are keyed by id, Appium by udid: neither may stand twice. */
function refuseDuplicates(
  devices: readonly { readonly id: string; readonly udid?: string }[],
  context: z.RefinementCtx,
): void {
  for (const key of ['id', 'udid'] as const) {
    const seen = new Map<string, number>();
    for (const [index, device] of devices.entries()) {
      const value = device[key];
      if (value === undefined) continue;
      const before = seen.get(value);
      if (before !== undefined) {
        const message = `"${value}" is the ${key} of $.devices[${before}] too`;
        context.addIssue({ code: 'custom', path: [index, key], message });
      }
      seen.set(value, index);
    }
  }
}

/** `--device` takes ids and tags: a tag that is another phone's id would choose one phone where several are meant. */
function refuseTagsThatAreIds(
  devices: readonly { readonly id: string; readonly tags?: readonly string[] | undefined }[],
  context: z.RefinementCtx,
): void {
  const ids = new Set(devices.map((device) => device.id));
  for (const [index, device] of devices.entries()) {
    for (const [place, tag] of (device.tags ?? []).entries()) {
      if (!ids.has(tag) || tag === device.id) continue;
      const message = `"${tag}" is the id of another phone`;
      context.addIssue({ code: 'custom', path: [index, 'tags', place], message });
    }
  }
}

/** Journals, logs and roles are keyed by id: a phone of the host's name would be taken for the reference. */
function refuseHostAsPhone(
  { devices, reference }: { devices: readonly { readonly id: string }[]; reference: { id: string } | null },
  context: z.RefinementCtx,
): void {
  const index = devices.findIndex((device) => device.id === (reference?.id ?? UNNAMED_HOST));
  if (index < 0) return;
  const message = `"${devices[index]?.id}" is the id of the reference too`;
  context.addIssue({ code: 'custom', path: ['devices', index, 'id'], message });
}

/** This host, where `devices.json` does not name it. */
export const UNNAMED_HOST = 'host';

/** `devices.json`: the lab. */
export const devicesFile = z
  .strictObject({
    $schema: z.string().optional(),
    devices: z
      .array(z.discriminatedUnion('kind', [virtualPhone, iphone]))
      .min(1)
      .superRefine(refuseDuplicates)
      .superRefine(refuseTagsThatAreIds),
    reference: z
      .strictObject({ id, name: z.string().min(1) })
      .nullable()
      .default(null),
    cooldown: cooldown.prefault({}),
  })
  .superRefine(refuseHostAsPhone);
export type DevicesFile = z.infer<typeof devicesFile>;
export type Device = DevicesFile['devices'][number];
export type CooldownPolicy = DevicesFile['cooldown'];
