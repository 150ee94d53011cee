import { z } from 'zod';
import type { Manifest, PlannedBuild, PlannedDevice } from '../experiment/manifest.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { sha256 } from '../protocol/sha256.ts';

/** What a baseline is for: numbers of another phone, iOS, model file or protocol answer another question. */
export const baselineKey = z.strictObject({
  /** Model identifier, such as iPhone15,4. */
  phone: z.string(),
  os: z.string(),
  /** SHA-256 of the model file. */
  model: sha256,
  protocol: z.int(),
  /** What passed on a simulated phone is no baseline of a real one of the same model. Absent: a real one. */
  virtual: z.literal(true).optional(),
});
export type BaselineKey = z.infer<typeof baselineKey>;

/** A line of `baselines.jsonl`: from then on this build is what others are compared with. */
export const baselineEntry = z.strictObject({
  v: z.literal(1),
  at: z.iso.datetime(),
  who: z.string().min(1),
  why: z.string().min(1),
  /** `promoted`: the run's verdict was GO. `set`: somebody decided. */
  how: z.enum(['set', 'promoted']),
  key: baselineKey,
  build: z.strictObject({
    /** The run that measured it as its candidate. */
    run: z.string(),
    name: z.string(),
    version: z.string(),
    app: sha256,
    commit: z.string().optional(),
  }),
});
export type BaselineEntry = z.infer<typeof baselineEntry>;

/** The key of a build on a phone. */
export const keyOf = (
  device: Pick<PlannedDevice, 'model' | 'os' | 'virtual'>,
  build: Pick<PlannedBuild, 'model'>,
): BaselineKey => ({
  phone: device.model,
  os: device.os,
  model: build.model.sha256,
  protocol: PROTOCOL_VERSION,
  ...(device.virtual ? { virtual: true as const } : {}),
});

const textOf = ({ phone, os, model, protocol, virtual }: BaselineKey): string =>
  `${phone} ${os} ${model} ${protocol} ${virtual === true}`;

/** "iPhone15,4, iOS 26.1, model 7df40c43a1b2"; a virtual one says so. */
export const wordsOfKey = ({ phone, os, model, virtual }: BaselineKey): string =>
  `${virtual ? 'virtual ' : ''}${phone}, iOS ${os}, model ${model.slice(0, 12)}`;

/** The baseline of each key as it stands: the last line counts. */
export const currentBaselines = (entries: readonly BaselineEntry[]): BaselineEntry[] => [
  ...new Map(entries.map((entry) => [textOf(entry.key), entry])).values(),
];

/** The baseline for a key; null: none was set. */
export const baselineFor = (entries: readonly BaselineEntry[], key: BaselineKey): BaselineEntry | null =>
  entries.findLast((entry) => textOf(entry.key) === textOf(key)) ?? null;

/** What a key lacks to one that has a baseline: "iOS 26.0 has one"; null where none is of this phone and model. */
export function nearestBaseline(entries: readonly BaselineEntry[], key: BaselineKey): string | null {
  const distance = ({ key: other }: BaselineEntry): number =>
    Number(other.virtual !== key.virtual) * 8 +
    Number(other.phone !== key.phone) * 4 +
    Number(other.model !== key.model) * 2 +
    Number(other.os !== key.os);
  const [near] = currentBaselines(entries).sort((a, b) => distance(a) - distance(b));
  return near ? `${wordsOfKey(near.key)} has one: ${near.build.name} of run ${near.build.run}` : null;
}

/** The lines that make a run's candidate the baseline of phones. @param devices ids of sessions of the run */
export function entriesOfRun(
  { run, builds, sessions }: Manifest,
  devices: readonly string[],
  said: Pick<BaselineEntry, 'at' | 'who' | 'why' | 'how'>,
): BaselineEntry[] {
  const build = builds.find(({ role }) => role === 'candidate');
  if (!build) return [];
  const { name, version, app, commit } = build;
  const entries = sessions
    .filter(({ device }) => devices.includes(device.id))
    .map(
      ({ device }): BaselineEntry => ({
        ...{ v: 1, ...said, key: keyOf(device, build) },
        build: { run, name, version, app: app.sha256, ...(commit === undefined ? {} : { commit }) },
      }),
    );
  // Two phones of one model and iOS have one baseline.
  return currentBaselines(entries);
}
