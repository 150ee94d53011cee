import { join } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { Confirmation } from '../../history/confirmation.ts';
import type { OpenTrigger, TriggerAnswer } from '../../history/nightly/night-event.ts';
import type { Derived } from '../../judge/derive.ts';
import { type ConfirmOptions, confirm, planConfirmation } from '../confirm.ts';
import { derive } from '../derive.ts';
import type { Ports } from '../ports.ts';
import { resume } from '../resume.ts';
import type { NightWork, PlannedAnswer } from './perform-night.ts';

export type AnswerOptions = Pick<ConfirmOptions, 'devices' | 'store' | 'seed' | 'failFast' | 'sign'>;

/** How a night answers triggers of the history: by an A/B of the newest build against the last good one. */
export function answersOf(
  runs: string,
  options: AnswerOptions,
  ports: Ports,
): Pick<NightWork, 'planAnswer' | 'resumeAnswer'> {
  return {
    async planAnswer(trigger): Promise<PlannedAnswer> {
      const planned = await planConfirmation({ ...options, runs, trigger: trigger.change }, ports);
      if (!planned)
        throw new HeatsoakError('NOT_OPEN', `change ${trigger.change} needs no confirmation any more`);
      const { manifest, totals } = planned.planned;
      return {
        run: manifest.run,
        seconds: totals.seconds,
        perform: async () => {
          const { confirmation, derived } = await confirm(planned, ports);
          return answerOf(trigger, manifest.run, confirmation, derived);
        },
      };
    },
    async resumeAnswer(trigger, run) {
      const folder = join(runs, run);
      const { confirmation } = await resume(folder, { devices: options.devices, sign: options.sign }, ports);
      return answerOf(trigger, run, confirmation, await derive(folder));
    },
  };
}

/** What an A/B said of a trigger. */
export function answerOf(
  { change, better }: OpenTrigger,
  run: string,
  confirmation: Confirmation | null,
  { objections }: Derived,
): TriggerAnswer {
  const fault = objections.find(({ verdict }) => verdict === 'NO-GO');
  return {
    ...{ change, better, run },
    outcome: confirmation?.outcome ?? null,
    changePercent: confirmation?.changePercent ?? null,
    fault: fault?.reason ?? null,
    why: confirmation ? null : 'the A/B did not come to its end',
  };
}
