import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { openWorker } from '../../harness/modules/open-worker.ts';
import { visibleText } from '../visible-text.ts';
import type { PromptRules } from './prompt-rules.ts';
import type { RenderedTexts, RenderRequest } from './render-texts.ts';
import type { RenderAnswer } from './render-worker.ts';

/** No template of a known model comes near these; one that does is broken or hostile. */
const LONGEST_TEMPLATE = 1 << 18;
const LONGEST_BEYOND_TEXT = 1 << 18;
const LONGEST_MEMORY_MIB = 256;
/** For all texts together; real templates take milliseconds. */
const RENDER_LIMIT_MS = 5_000;
/** From source a thread loads its compiler first. */
const START_LIMIT_MS = 60_000;

/**
 * Each text as the one question of a conversation, in the model's own template and up to where the answer begins. As
 * llama.cpp does it, a BOS text that begins the result goes where the tokeniser adds that token by itself: it never stands twice.
 * @param where what the template belongs to, for messages
 * @throws HeatsoakError `TEMPLATE_MISSING`, `TEMPLATE_INVALID`
 */
export async function renderChats(
  rules: PromptRules,
  texts: readonly string[],
  where: string,
): Promise<string[]> {
  const { bosText, addBos } = rules;
  const rendered = await render(rules, texts, null, where);
  return rendered.map((text) =>
    addBos && bosText !== '' && text.startsWith(bosText) ? text.slice(bosText.length) : text,
  );
}

/** Stands where an answer would; no template has it, and no text of a suite. */
const ANSWER = 'heatsoak-answer-6f1d';

/**
 * Each text as it follows an answer in a conversation: from where that answer ends, with what ends it, up to where the next one
 * begins.
 * @param where what the template belongs to, for messages
 * @throws HeatsoakError `TEMPLATE_MISSING`, `TEMPLATE_INVALID`
 */
export async function renderFollowing(
  rules: PromptRules,
  texts: readonly string[],
  where: string,
): Promise<string[]> {
  const before = { question: texts[0] ?? '', answer: ANSWER };
  const rendered = await render(rules, texts, before, where);
  return rendered.map((text) => text.slice(text.indexOf(ANSWER) + ANSWER.length));
}

async function render(
  { template, templateFrom, bosText, eosText }: PromptRules,
  texts: readonly string[],
  before: RenderRequest['before'],
  where: string,
): Promise<readonly string[]> {
  if (template === null || template.trim() === '') throw missing(where);
  const refused = (problem: string) =>
    templateFrom === undefined ? invalid(where, problem) : givenInvalid(templateFrom, problem);
  if (template.length > LONGEST_TEMPLATE)
    throw refused(`it has ${template.length} characters, at most ${LONGEST_TEMPLATE} are read`);
  const longestText = texts.reduce((most, { length }) => Math.max(most, length), 0);
  const longest = 2 * longestText + LONGEST_BEYOND_TEXT;
  const answer = await answerOf({ template, bosText, eosText, texts, before, longest });
  if ('problem' in answer) throw refused(answer.problem);
  return answer.rendered;
}

const WORKER = import.meta.url.endsWith('.ts') ? './render-worker.ts' : './render-worker.js';

/** Ends the thread whatever comes of it. */
async function answerOf(request: RenderRequest): Promise<RenderedTexts> {
  const worker = openWorker(new URL(WORKER, import.meta.url), { maxOldGenerationSizeMb: LONGEST_MEMORY_MIB });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<RenderedTexts>((resolve) => {
      const giveUpAfter = (ms: number, problem: string): void => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve({ problem }), ms);
      };
      giveUpAfter(START_LIMIT_MS, `no thread to render it began within ${START_LIMIT_MS / 1000} s`);
      worker.on('message', (said: RenderAnswer) => {
        if (!('ready' in said)) return resolve(said);
        giveUpAfter(RENDER_LIMIT_MS, `it came to no end within ${RENDER_LIMIT_MS / 1000} s`);
        worker.postMessage(request);
      });
      worker.on('error', (error) => resolve({ problem: error.message }));
      worker.on('exit', () => resolve({ problem: 'the thread that rendered it ended early' }));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

const missing = (where: string): HeatsoakError =>
  new HeatsoakError('TEMPLATE_MISSING', `${where} has no chat template, and a chat prompt needs one`, {
    where,
    hint: 'give build.json the "template" of the model (Jinja, as its tokenizer_config.json has it), or --template to heatsoak reference and model verify; or choose suites of synthetic prompts',
  });

const invalid = (where: string, problem: string): HeatsoakError =>
  new HeatsoakError(
    'TEMPLATE_INVALID',
    `the chat template of ${where} cannot be rendered: ${visibleText(problem)}`,
    {
      where,
      hint: 'correct the template, or give build.json a "template" of its own, or --template to heatsoak reference and model verify, which is used instead',
    },
  );

const givenInvalid = (from: string, problem: string): HeatsoakError =>
  new HeatsoakError(
    'TEMPLATE_INVALID',
    `the chat template ${from} cannot be rendered: ${visibleText(problem)}`,
    {
      where: from,
      hint: "correct it: it is Jinja, as chat_template in a model's tokenizer_config.json",
    },
  );
