import type { AgentEnd } from '../../../agent/hosts/start-agent.ts';
import type { PlanFile } from '../../../protocol/plan-file.ts';
import type { LaunchFiles } from '../../../protocol/rules/checked-launch.ts';

/** A launch that is over. */
export interface EndedLaunch {
  readonly name: string;
  readonly end: AgentEnd;
  /** Null where it left no log. */
  readonly files: LaunchFiles | null;
}

/** Where an agent is launched on a plan that is not measured: a program on this host, or an app on a phone. */
export interface LaunchPlace {
  /** As a plan names it. */
  readonly model: PlanFile['model'];
  /** Longest that one launch may take, s. */
  readonly launchSeconds: number;
  /** A plan with the engine that this place has. */
  adapted(plan: PlanFile): PlanFile;
  /** Launches and waits for the end. @param plan text of its `plan.json`, whole or broken on purpose */
  run(name: string, plan: string): Promise<EndedLaunch>;
}
