import type { Manifest, PlannedBuild } from '../../experiment/manifest.ts';
import type { LaunchCheck, LaunchContext } from '../../measure/checks/check.ts';
import { launchChecks } from '../../measure/checks/index.ts';
import type { PlanFile } from '../plan-file.ts';
import type { CheckedLaunch } from './checked-launch.ts';
import type { Violation } from './violation.ts';

/**
 * What a check of runs says of the launch, at the line where it begins to say so; null without a plan. What a run doubts and what
 * an agent may not do are one statement then.
 */
export function saidBy(launch: CheckedLaunch, code: string): Violation[] | null {
  if (launch.plan === null) return null;
  const check = checkNamed(code);
  const context = contextOf(launch.plan);
  return launch.firstBroken((record) => check.find(record, context));
}

function checkNamed(code: string): LaunchCheck {
  const check = launchChecks.find((each) => each.code === code);
  if (!check) throw new RangeError(`there is no check ${code}`);
  return check;
}

/** The plan of one launch as a run would know it. */
function contextOf(plan: PlanFile): LaunchContext {
  const build = buildOf(plan);
  const device = { id: 'phone', name: '', model: '', chip: '', udid: null, os: '', virtual: false };
  return {
    manifest: manifestOf(plan, build),
    device,
    build,
    session: [],
    harness: undefined,
    copies: new Map(),
  };
}

const buildOf = ({ launch, model, engine }: PlanFile): PlannedBuild => ({
  role: 'candidate',
  name: launch,
  bundleId: '',
  version: '',
  app: { path: '', sha256: '', sizeBytes: 0 },
  model: { name: '', path: model.path, sha256: model.sha256 ?? '', sizeBytes: model.sizeBytes ?? 0 },
  engine,
});

const manifestOf = (plan: PlanFile, build: PlannedBuild): Manifest => ({
  v: 1,
  run: plan.run ?? '',
  startedAt: '',
  heatsoak: '',
  metricsVersion: 0,
  command: '',
  seed: plan.seed,
  suites: [],
  blocks: 0,
  builds: [build],
  sessions: [],
  reference: null,
  gate: [],
});
