import { z } from 'zod';
import { profileKinds } from '../plist/provisioning-profile.ts';

const entitlements = z.record(z.string(), z.unknown());

/** Something that a measured build has, and this one lacks. */
const lackOfBuild = z.object({
  id: z.string(),
  /** `needed`: no run can measure it so; `advised`: it can, and worse. */
  weight: z.enum(['needed', 'advised']),
  says: z.string(),
  mend: z.string(),
});
export type LackOfBuild = z.infer<typeof lackOfBuild>;

/** What an app archive says of itself, as `heatsoak build inspect --json` prints it. */
export const buildInspection = z.object({
  path: z.string(),
  kind: z.enum(['ipa', 'zipped app', 'app folder']),
  appName: z.string(),
  bundleId: z.string(),
  /** CFBundleShortVersionString. */
  version: z.string(),
  /** CFBundleVersion; null: there is none. */
  buildNumber: z.string().nullable(),
  minimumOs: z.string().nullable(),
  commit: z.string().nullable(),
  sharesFiles: z.boolean(),
  urlSchemes: z.array(z.string()),
  executable: z
    .object({
      name: z.string(),
      sizeBytes: z.number(),
      /** Null: it is no Mach-O file. */
      slices: z
        .array(z.object({ architecture: z.string(), platform: z.string().nullable(), textBytes: z.number() }))
        .nullable(),
    })
    .nullable(),
  /** Of the code signature; null: the app is not signed. */
  signature: z
    .object({
      identifier: z.string().nullable(),
      teamId: z.string().nullable(),
      entitlements: entitlements.nullable(),
    })
    .nullable(),
  profile: z
    .object({
      name: z.string(),
      kind: z.enum(profileKinds),
      teamId: z.string().nullable(),
      appId: z.string(),
      expiresAt: z.iso.datetime(),
      /** Udids, shortened unless asked for; null: it names none. */
      devices: z.array(z.string()).nullable(),
      entitlements,
    })
    .nullable(),
  sizes: z.object({ storedBytes: z.number(), unpackedBytes: z.number(), files: z.int() }),
  limits: z.array(
    z.object({
      what: z.string(),
      bytes: z.number(),
      limitBytes: z.number(),
      keeps: z.boolean(),
      source: z.url(),
    }),
  ),
  lacks: z.array(lackOfBuild),
});
export type BuildInspection = z.infer<typeof buildInspection>;
