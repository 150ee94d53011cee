import { z } from 'zod';
import { engineSettings } from '../protocol/plan-file.ts';
import { provenance } from '../protocol/provenance.ts';
import { sha256 } from '../protocol/sha256.ts';
import { buildOrigin } from './build-file.ts';
import { absoluteLimit, gateRule, outputPolicy } from './gate-policy.ts';
import { memoryPolicy } from './memory-policy.ts';
import { plannedStep } from './planned-step.ts';
import { suiteKinds } from './suite-kinds.ts';
import { waiver } from './waiver.ts';

/**
 * Where the planning host has a file. It stands in a plan that was just made and in manifests of early versions; a manifest
 * that is written has none (`withoutPaths`): the file's hash is its name.
 */
const localPath = z.string().optional();

/** Becomes a file name in run folders, on phones and in leases: it cannot lead out of its folder. */
export const fileName = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'letters, digits, dots, hyphens and underscores, as a file name may have',
  );

/** Beside the model here, and in its folder on a phone: forward slashes, and no part that leads out of it. */
const relativePath = z
  .string()
  .max(1000)
  .regex(/^(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\\\p{Cc}]+$/u, 'a path that stays in its folder');

/**
 * Which side of a comparison a build is on; `pinned` is the control build, whose speed on the same day cancels that day's
 * effect in the history; `variant`: one of several of equal rank, distinguished by `id`; `conditioning`: a launch of the
 * baseline that is not compared: it leaves the phone as every later launch finds it.
 */
export const buildRoles = ['baseline', 'candidate', 'pinned', 'variant', 'conditioning'] as const;
export type BuildRole = (typeof buildRoles)[number];

/** The run's questions as one model reads them: rendered once, in its own template, when the run was planned. */
export const plannedChat = z.object({
  /** The model's BOS id goes before the ids of each rendered text. */
  addBos: z.boolean(),
  prompts: z.array(
    z.object({
      text: z.string(),
      rendered: z.string(),
      /** The text after an answer, with what ends that answer; of conversations alone. */
      following: z.string().optional(),
    }),
  ),
});
export type PlannedChat = z.infer<typeof plannedChat>;

export const plannedBuild = z.object({
  role: z.enum(buildRoles),
  /** Distinguishes variants; the other roles are unique in a run and need none. */
  id: z.string().optional(),
  name: z.string(),
  bundleId: z.string(),
  version: z.string(),
  app: z.object({ path: localPath, name: z.string().optional(), sha256, sizeBytes: z.number() }),
  model: z.object({
    path: localPath,
    sha256,
    sizeBytes: z.number(),
    name: z.string(),
    /** Of a model of several files, beside `path`; then `sha256` is that of the list of their hashes. */
    files: z.array(z.object({ name: relativePath, sha256, sizeBytes: z.number() })).optional(),
  }),
  /** What the model file says it is, such as `GGUF, mostly Q4_0`. */
  format: z.string().optional(),
  /** Where the model comes from; what is absent is unknown. */
  provenance: provenance.optional(),
  engine: engineSettings,
  /** What the app's own engine calls itself in its log; absent: the name in `engine`. */
  reportedEngine: z.string().optional(),
  /** What the app must be signed with. */
  entitlements: z.array(z.string()).optional(),
  ...buildOrigin.shape,
  /** A chat template of build.json, used instead of the model's own. */
  template: z.string().optional(),
  /** Absent where no case is a question. */
  chat: plannedChat.optional(),
});
export type PlannedBuild = z.infer<typeof plannedBuild>;

/** A build whose files lie on this host. */
export type LocalBuild = PlannedBuild & {
  readonly app: { readonly path: string };
  readonly model: { readonly path: string };
};

export const plannedLaunch = z.object({
  /** Unique in the session, such as `quick-b2-p1-candidate`; also the folder's name on the phone. */
  id: fileName,
  role: z.enum(buildRoles),
  /** The variant's or server's id, where the role does not name the build. */
  build: z.string().optional(),
  suite: z.string(),
  /** Block 0…n−1; launches of one pair of soaks or conversations share a block too. */
  block: z.int(),
  /** Position in the block, 0…3; 0…5 with a pinned build at both ends. */
  position: z.int(),
  kind: z.enum(suiteKinds),
  steps: z.array(plannedStep),
  estimatedSeconds: z.number(),
});
export type PlannedLaunch = z.infer<typeof plannedLaunch>;

/** The agents that a virtual phone's apps can have. */
export const agentNames = ['typescript', 'swift'] as const;
export type AgentName = (typeof agentNames)[number];

export const plannedDevice = z.object({
  id: fileName,
  name: z.string(),
  model: z.string(),
  chip: z.string(),
  udid: z.string().nullable(),
  os: z.string(),
  /** The build of iOS that devices.json pins; absent: none. */
  osBuild: z.string().optional(),
  virtual: z.boolean(),
  /** Of a virtual phone, where its apps have another agent than the TypeScript one. */
  agent: z.enum(agentNames).optional(),
  /** False: a run is judged without the phone where it was lost. Absent: the run needs it. */
  required: z.literal(false).optional(),
  /** Restarted before the first run of a night; absent: never. */
  restart: z.literal('nightly').optional(),
  /** What the models of one app may take on the phone; absent: all there is. */
  modelsBytes: z.number().positive().optional(),
  /** Memory at which an app without and with the increased-memory-limit entitlement is killed, where it is known. */
  memoryLimitMiB: z.object({ standard: z.number(), entitled: z.number() }).optional(),
});
export type PlannedDevice = z.infer<typeof plannedDevice>;

export const plannedSession = z.object({ device: plannedDevice, launches: z.array(plannedLaunch) });
export type PlannedSession = z.infer<typeof plannedSession>;

/** A hosted model, measured from this host beside the variants; nobody sees its file. */
export const plannedServer = z.object({ id: z.string(), name: z.string(), engine: engineSettings });
export type PlannedServer = z.infer<typeof plannedServer>;

/** The file that variants are compared with for quality: same prompts, its own answers, whole distributions, on this host. */
export const plannedSource = z.object({
  path: localPath,
  sha256,
  sizeBytes: z.number(),
  name: z.string(),
  engine: engineSettings,
  chat: plannedChat.optional(),
});
export type PlannedSource = z.infer<typeof plannedSource>;

/**
 * What a run is for: a comparison of two builds, one build against itself, the answer to a trigger of the history, or builds of
 * equal rank.
 */
export const runKinds = ['ab', 'aa', 'confirm', 'variants'] as const;

/** Blocks end between these two numbers. */
export const stoppingRule = z.object({
  /**
   * `group-sequential`: as soon as every cell of a phone is proved within its margin, or one is certainly worse; `quick`: as soon
   * as no loss or a loss of one and a half margins is by far the likelier; `fixed-width`, of early versions: by the width of the
   * interval alone.
   */
  rule: z.enum(['group-sequential', 'quick', 'fixed-width']),
  /** Before so many nothing ends; half of a block may count. */
  leastBlocks: z.number().positive().multipleOf(0.5),
  mostBlocks: z.int().positive(),
  /**
   * It is asked after each half of a block too, where that has as many launches of both builds. Absent: a plan of an early version,
   * which asks after whole blocks, and whose A/A nights count for passing alone.
   */
  halves: z.boolean().optional(),
});
export type StoppingRule = z.infer<typeof stoppingRule>;

/** What the planned blocks can find for one gating metric on one phone, by the noise known at planning. */
export const plannedPower = z.object({
  device: z.string(),
  metric: z.string(),
  blocks: z.int(),
  marginPercent: z.number(),
  /** Standard deviation of a launch in log units: learned from A/A runs, or a typical phone's. */
  noise: z.number(),
  source: z.enum(['calibration', 'typical']),
  /** Degrees of freedom of the noise that A/A runs taught; absent: none, or an early version's plan. */
  noiseDf: z.number().positive().optional(),
  /** Smallest effect that is found with 90 % power; null with too few blocks to say anything. */
  smallestEffectPercent: z.number().nullable(),
  /** Blocks that prove no change with 90 % power when there is none. */
  blocksToProve: z.int(),
  /** The last A/A results of the cell: how many there are, how many missed zero, and what that says. */
  calibration: z.object({
    results: z.int(),
    missed: z.int(),
    state: z.enum(['none', 'ok', 'warn', 'alarm']),
  }),
});
export type PlannedPower = z.infer<typeof plannedPower>;

export const MANIFEST_VERSION = 1;

/** `manifest.json`: what a run set out to do; fixed before the first launch and never changed. */
export const manifest = z.object({
  v: z.literal(MANIFEST_VERSION),
  run: fileName,
  startedAt: z.iso.datetime(),
  heatsoak: z.string(),
  metricsVersion: z.int(),
  command: z.string(),
  seed: z.int(),
  suites: z.array(z.string()),
  blocks: z.int(),
  builds: z.array(plannedBuild).min(1),
  sessions: z.array(plannedSession),
  /** The same cases on this host; its launches are named `reference-<suite>`. */
  reference: z.object({ device: plannedDevice, launches: z.array(plannedLaunch) }).nullable(),
  /** What decides, by the gate policy as it was at planning: a metric without a rule decides nothing. */
  gate: z.array(gateRule),
  /** Bounds that the candidate must keep; absent: none. */
  limits: z.array(absoluteLimit).optional(),
  /** What memory the candidate may take; absent: nothing is asked. */
  memory: memoryPolicy.optional(),
  /** Phones that were left out because of what they had done before; absent: none. */
  quarantined: z.array(z.object({ device: z.string(), since: z.string(), why: z.string() })).optional(),
  /** So many phones are enough: a run that lost others is judged by them. Absent: each that is required. */
  atLeast: z.int().positive().optional(),
  /** Models of phones without which the run cannot pass; absent: none. */
  requiredPhones: z.array(z.string()).optional(),
  /** Changes for the worse that somebody answers for, as the policy had them at planning; they hold on the day of the run. */
  waivers: z.array(waiver).optional(),
  /** Absent: a candidate that answers otherwise than the baseline does not pass. */
  sameOutput: z.boolean().optional(),
  /** Absent: as a policy has it that says nothing of output. */
  output: outputPolicy.optional(),
  /** Absent: two builds are compared. */
  kind: z.enum(runKinds).optional(),
  /** The trigger that a confirming run answers. */
  confirms: z.string().optional(),
  /** Present when blocks may end before the planned number. */
  stopping: stoppingRule.optional(),
  /** What is left is skipped once a build has crashed or answered wrongly beyond doubt; absent: everything is measured. */
  failFast: z.boolean().optional(),
  power: z.array(plannedPower).optional(),
  /** Chance that a clean build passes, and the blocks that it needs on average; null where it is asked once, at the end. */
  prospect: z.object({ chance: z.number(), blocks: z.number().nullable() }).optional(),
  servers: z.array(plannedServer).optional(),
  /** Null: variants were planned without a source, so that their quality is unknown. */
  source: plannedSource.nullable().optional(),
});
export type Manifest = z.infer<typeof manifest>;
