import type { PlannedLaunch } from '../../experiment/manifest.ts';
import type { LaunchRecord, TrialRecord } from '../result.ts';
import type { SessionCheck } from './check.ts';
import { circumstancesCheck } from './circumstances.ts';
import { isOf } from './is-of.ts';
import { promptTimersCheck } from './prompt-timers.ts';

/** Checks that both builds met the same phone, the same circumstances and the same questions. */
export const sideChecks: readonly SessionCheck[] = [
  {
    code: 'phone-changed',
    rule: 'one session, one phone: its memory stays as large as it is',
    effect: 'invalidates',
    find({ session, device }) {
      const sizes = [...new Set(session.flatMap(({ agent }) => agent?.memoryBytes ?? []))];
      return sizes.length > 1 ? `${device.name} changed its memory: ${sizes.join(', ')} bytes` : null;
    },
  },
  circumstancesCheck,
  promptTimersCheck,
  {
    code: 'prompts-differ',
    rule: 'a question is read as the same tokens in every launch of one model and template',
    effect: 'doubts',
    find({ session, manifest }) {
      const [a, b] = ['baseline', 'candidate'].map((role) =>
        manifest.builds.find((build) => build.role === role),
      );
      const areAlike =
        a?.model.sha256 === b?.model.sha256 && JSON.stringify(a?.chat) === JSON.stringify(b?.chat);
      const roles = areAlike ? [isOf('baseline', 'candidate')] : [isOf('baseline'), isOf('candidate')];
      const alike = roles.map((isOne) => session.filter(isOne));
      return [...alike.flatMap(otherLengths), ...alike.flatMap(otherIds)][0] ?? null;
    },
  },
];

/** Cases whose prompt has not the same length in all of these launches. */
function otherLengths(launches: readonly LaunchRecord[]): string[] {
  const lengths = new Map<string, Set<number>>();
  for (const { planned, trials } of launches)
    for (const trial of trials) {
      if (!trial.scored || isLaterTurn(planned, trial)) continue;
      const { case: name, promptTokens } = trial;
      const key = `${planned.suite} › ${name}`;
      lengths.set(key, (lengths.get(key) ?? new Set()).add(promptTokens));
    }
  return [...lengths]
    .filter(([, found]) => found.size > 1)
    .map(([name, found]) => `the prompt of ${name} has ${[...found].join(' and ')} tokens`);
}

/** Cases whose prompt is as long and yet another, such as one with a second BOS in place of a space. Older agents do not say. */
function otherIds(launches: readonly LaunchRecord[]): string[] {
  const read = new Map<string, Set<string>>();
  for (const { planned, trials } of launches)
    for (const { case: name, promptIds } of trials) {
      if (promptIds === undefined) continue;
      const key = `${planned.suite} › ${name}`;
      read.set(key, (read.get(key) ?? new Set()).add(String(promptIds)));
    }
  return [...read]
    .filter(([, found]) => found.size > 1)
    .map(([name]) => `the prompt of ${name} was read as other tokens than in another launch`);
}

/** It adds to the context what was said since, which differs from turn to turn; the first turn opens every conversation alike. */
const isLaterTurn = ({ steps }: PlannedLaunch, { case: name, repetition }: TrialRecord): boolean =>
  repetition > 0 && steps.some((step) => step.case === name && step.prompt.kind === 'conversation');
