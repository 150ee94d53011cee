import { setTimeout } from 'node:timers/promises';
import type { CooldownPolicy, Device } from '../lab/devices-file.ts';
import type { Examined } from '../lab/doctor/check.ts';
import type { ExaminedBuild } from '../lab/doctor/phone.ts';
import type { KeptVersions } from '../lab/kept-versions.ts';
import { openAgents } from './agents.ts';
import { examineLab } from './examine-lab.ts';
import { withExaminedLabs } from './open-examined-lab.ts';

/** The phones of a run, which holds them while they are examined. */
export interface PhonesOfRun {
  readonly devices: readonly Device[];
  readonly cooldown: CooldownPolicy;
  readonly builds: readonly ExaminedBuild[];
  readonly kept: KeptVersions;
}

/** The checks that every run begins with, for those of its phones that are named; no session is opened for them. */
export const quickExamination =
  (run: PhonesOfRun) =>
  async (ids: readonly string[]): Promise<Examined[]> => {
    const agents = openAgents();
    const wanted = {
      ...{ ...run, agents },
      devices: run.devices.filter(({ id }) => ids.includes(id)),
      holder: async () => null,
      wait: (seconds: number) => setTimeout(seconds * 1000),
    };
    try {
      return await withExaminedLabs(wanted, async (labs) => {
        const found: Examined[] = [];
        for (const lab of labs) found.push(...(await examineLab(lab, 'always')));
        return found;
      });
    } finally {
      await agents.close();
    }
  };
