import { z } from 'zod';
import { doubtSentence } from '../judge/doubts.ts';
import { plainText } from '../words/plain-text.ts';
import { ciJobUrl } from './ci-job.ts';
import type { Outlet, Publication } from './publisher.ts';
import { factsOfRun, runFacts } from './run-document.ts';
import { buildsInWords, phonesInWords } from './words.ts';

/** What a webhook is sent: `text` for Slack and what reads as Slack does, all else for programs. No path of this host is in it. */
export const webhookMessage = z.strictObject({
  v: z.literal(1),
  /** Some lines for people; `&`, `<` and `>` are escaped, so that nobody is mentioned by a name. */
  text: z.string(),
  /** The page of the CI job; null outside of one. */
  job: z.string().nullable(),
  exitCode: z.int(),
  /** As `run --json` has it, but only the changes that decide. */
  run: runFacts,
});
export type WebhookMessage = z.infer<typeof webhookMessage>;

/** Slack shows no more of a text. */
const LONGEST_TEXT = 3000;

/** The message about a run. */
export function messageAbout(
  { derived, exitCode }: Publication,
  { env }: Pick<Outlet, 'env'>,
): WebhookMessage {
  const facts = factsOfRun(derived);
  const job = ciJobUrl(env);
  const doubted = doubtSentence(derived.verdict.doubts, derived.verdict.headline);
  const lines = [
    `${facts.verdict}: ${facts.headline}`,
    `${buildsInWords(derived)} · ${phonesInWords(derived)} · run ${facts.id}`,
    ...(doubted === null ? [] : [doubted]),
    ...(job === null ? [] : [job]),
  ];
  return {
    v: 1,
    text: lines.map(slackText).join('\n').slice(0, LONGEST_TEXT),
    job,
    exitCode,
    run: { ...facts, changes: facts.changes.filter(({ gating }) => gating) },
  };
}

const slackText = (line: string): string =>
  plainText(line).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
