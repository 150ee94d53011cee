import { submitRun } from '../../lab-server/submit-run.ts';
import type { Ports } from '../ports.ts';
import { type LabRunOptions, planForLab } from './plan-for-lab.ts';
import { type LabAddress, withLab } from './with-lab.ts';

/** What is handed in, and until when. */
export interface SubmitOptions extends LabAddress, LabRunOptions {
  /** So many hours from now it is judged by what there is. */
  readonly deadlineHours?: number | undefined;
}

/** A run that the lab has. */
export interface Submitted {
  readonly run: string;
  readonly sessions: readonly { readonly slot: string; readonly pool: string | null }[];
}

/**
 * Plans a run on the lab's phones and hands it in.
 * @throws HeatsoakError `LAB_PHONES_LACKING`, `LAB_REFUSED`, and what `plan` throws
 */
export async function submit(
  options: SubmitOptions,
  ports: Pick<Ports, 'now' | 'folders'> = {},
): Promise<Submitted> {
  return withLab(options, async (database) => {
    const planned = await planForLab(database, options, ports);
    const { deadlineHours } = options;
    const now = ports.now?.() ?? new Date();
    await submitRun(database, {
      ...planned,
      deadline: deadlineHours === undefined ? null : new Date(now.getTime() + deadlineHours * 3_600_000),
    });
    return {
      run: planned.manifest.run,
      sessions: planned.manifest.sessions.map(({ device: { id } }) => ({
        slot: id,
        pool: planned.pools.get(id) ?? null,
      })),
    };
  });
}
