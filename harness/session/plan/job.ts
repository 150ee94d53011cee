import { z } from 'zod';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { withoutPaths } from '../../experiment/artefacts.ts';
import { fileName, type Manifest, manifest } from '../../experiment/manifest.ts';
import { sha256 } from '../../protocol/sha256.ts';
import type { SessionPlan } from './session-plan.ts';

/** Which phone may run a session: one by its id in devices.json, or any of a model, such as `iPhone15,4`. */
export const deviceSelector = z.union([
  z.strictObject({ id: fileName }),
  z.strictObject({ model: z.string().min(1) }),
]);
export type DeviceSelector = z.infer<typeof deviceSelector>;

/** A file that the host of the session must have, by hash. */
const artefactReference = z.strictObject({
  kind: z.enum(['app', 'model']),
  sha256,
  sizeBytes: z.number(),
  name: z.string().optional(),
});

/** One phone's part of a run as JSON: all that another host needs to measure it, and no path or command. */
export const sessionJob = z.strictObject({
  v: z.literal(1),
  /** The run's plan with this session alone; the reference is left out. */
  manifest: manifest.refine(({ sessions }) => sessions.length === 1, 'a job has one session'),
  artefacts: z.array(artefactReference),
  device: deviceSelector,
});
export type SessionJob = z.infer<typeof sessionJob>;

/**
 * The job of one session.
 * @param selector which phone may run it; default: the one that was planned
 * @throws HeatsoakError `DEVICE_UNKNOWN` when the run has no session on that device
 */
export function jobOf(run: Manifest, device: string, selector: DeviceSelector = { id: device }): SessionJob {
  const planned = run.sessions.find((each) => each.device.id === device);
  if (!planned) throw new HeatsoakError('DEVICE_UNKNOWN', `run ${run.run} has no session on ${device}`);
  const used = new Set(planned.launches.map(({ role, build }) => build ?? role));
  const { source: _source, servers: _servers, ...slice } = withoutPaths(run);
  const builds = slice.builds.filter(({ id, role }) => used.has(id ?? role));
  return {
    v: 1,
    manifest: { ...slice, builds, sessions: [planned], reference: null },
    artefacts: artefactsOf(builds),
    device: selector,
  };
}

/** What a job measures. Launches are the manifest's own objects, as the plan file wants them. */
export function planOfJob({ manifest: run }: SessionJob): SessionPlan {
  const [planned] = run.sessions;
  if (!planned) throw new HeatsoakError('PLAN_BROKEN', `the job of run ${run.run} has no session`);
  return { manifest: run, planned };
}

/** The manifest that a job's host writes into its run folder, by which its journal is begun. */
export const manifestOfJob = (run: Manifest, device: string): Manifest =>
  withoutPaths(sessionJob.parse(jobOf(run, device)).manifest);

/** Each file once: builds may share a model. */
function artefactsOf(builds: Manifest['builds']): SessionJob['artefacts'] {
  const all = builds.flatMap(({ app, model }) => [
    { kind: 'app' as const, ...referenceTo(app) },
    { kind: 'model' as const, ...referenceTo(model) },
  ]);
  return [...new Map(all.map((each) => [each.sha256, each])).values()];
}

const referenceTo = ({ sha256: hash, sizeBytes, name }: Manifest['builds'][number]['app']) => ({
  sha256: hash,
  sizeBytes,
  ...(name === undefined ? {} : { name }),
});
