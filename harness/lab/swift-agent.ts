import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { packageRoot } from '../files/package-home.ts';

/** Environment variable that says where the Swift agent's program lies, where that is not in this clone. */
const PROGRAM_VARIABLE = 'HEATSOAK_SWIFT_AGENT';
/** Where `ci/swift-linux.sh agent` leaves it, on Linux and on a Mac. */
const BUILT_HERE = join(packageRoot, '.cache/swift/agent/release/heatsoak-agent');

/** Of each virtual phone that is planned with the Swift agent. @throws HeatsoakError `SWIFT_AGENT_MISSING` */
export function mustHaveAgents({ sessions }: Pick<Manifest, 'sessions'>): void {
  if (sessions.some(({ device }) => device.agent === 'swift')) swiftAgent();
}

/** Path of the Swift agent as a program of this host. @throws HeatsoakError `SWIFT_AGENT_MISSING` */
export function swiftAgent(): string {
  const named = process.env[PROGRAM_VARIABLE];
  const path = named ? resolve(named) : BUILT_HERE;
  if (existsSync(path)) return path;
  throw new HeatsoakError(
    'SWIFT_AGENT_MISSING',
    named ? `${PROGRAM_VARIABLE} names ${path}, and there is no file` : `there is no Swift agent at ${path}`,
    {
      where: path,
      hint: `build it in a clone of Heatsoak by ci/swift-linux.sh agent, on Linux or on a Mac; ${PROGRAM_VARIABLE} names one that lies elsewhere`,
    },
  );
}
