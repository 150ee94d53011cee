import { HeatsoakError } from '../harness/errors/heatsoak-error.ts';
import { swiftAgent } from '../harness/lab/swift-agent.ts';

/** The Swift agent as a program of this machine, or why there is none. */
export type BuiltAgent = { readonly path: string } | { readonly skipped: string };

/** What `ci/swift-linux.sh agent` left behind, or another that is named. */
export function findAgent(): BuiltAgent {
  try {
    return { path: swiftAgent() };
  } catch (error) {
    if (!(error instanceof HeatsoakError)) throw error;
    return { skipped: 'no Swift agent; ci/swift-linux.sh agent builds one' };
  }
}
