import { appendFile } from 'node:fs/promises';
import { fileUnwritable } from '../files/file-unwritable.ts';
import { doubtSentence } from '../judge/doubts.ts';
import { type DeviceVerdict, type RunVerdict, type VerdictWord, verdictWords } from '../judge/verdict.ts';
import { plainText } from '../words/plain-text.ts';
import type { Publication, Publisher } from './publisher.ts';
import { summaryOf } from './summary.ts';

/** GitHub shows so many of a step and hides the rest without a word. */
const MOST_ANNOTATIONS = 10;

const level = { 'NO-GO': 'error', INVALID: 'error', INCONCLUSIVE: 'warning', GO: 'notice' } as const;

/** In a job of GitHub Actions: an annotation for each phone that does not pass, worst first, and the summary of the step. */
export const github: Publisher = {
  name: 'github',
  async publish(publication, { env, command }) {
    if (env['GITHUB_ACTIONS'] !== 'true') return [];
    for (const line of annotationsOf(publication)) command(line);
    const file = env['GITHUB_STEP_SUMMARY'];
    if (file === undefined || file === '') return [];
    await appendFile(file, summaryOf(publication)).catch((error: unknown) => {
      throw fileUnwritable(file, error);
    });
    return [];
  },
};

/** The lines that GitHub reads as annotations: one a phone, or one for the run where every phone passes. */
export function annotationsOf({ derived }: Publication): string[] {
  const { verdict } = derived;
  const rank = ({ verdict: word }: DeviceVerdict): number => verdictWords.indexOf(word);
  const open = verdict.devices.filter((device) => device.verdict !== 'GO').sort((a, b) => rank(a) - rank(b));
  if (open.length === 0)
    return [annotation(level[verdict.verdict], titleOf(derived, verdict.verdict), passOf(verdict))];
  // A run passes without phones that it does not need: what they lack is no error of its.
  const levelOf = (device: DeviceVerdict): string =>
    verdict.verdict === 'GO' ? 'warning' : level[device.verdict];
  const room = open.length > MOST_ANNOTATIONS ? MOST_ANNOTATIONS - 1 : MOST_ANNOTATIONS;
  const left = open.slice(room);
  return [
    ...open
      .slice(0, room)
      .map((device) =>
        annotation(
          levelOf(device),
          `${titleOf(derived, device.verdict, device.device)} on ${device.name}`,
          saidOf(device),
        ),
      ),
    ...(left.length === 0
      ? []
      : [annotation('warning', 'Heatsoak', `+${left.length} more phones in the report`)]),
  ];
}

/** @param device its id; absent: the whole run, of which one simulated phone is told */
function titleOf({ measurement }: Publication['derived'], word: VerdictWord, device?: string): string {
  const isSimulated = measurement.manifest.sessions.some(
    (session) => session.device.virtual && (device ?? session.device.id) === session.device.id,
  );
  return `Heatsoak: ${word}${isSimulated ? ' (SIMULATED)' : ''}`;
}

/** A pass with its doubts: nobody opens the report of a notice. */
function passOf({ headline, doubts }: RunVerdict): string {
  const doubted = doubtSentence(doubts, headline);
  return doubted === null ? headline : `${headline} (${doubted})`;
}

const saidOf = ({ reason, detail }: DeviceVerdict): string =>
  detail === null ? reason : `${reason}. ${detail}`;

const annotation = (kind: string, title: string, message: string): string =>
  `::${kind} title=${property(title)}::${data(message)}`;

const data = (text: string): string =>
  plainText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
