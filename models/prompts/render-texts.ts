import { Interpreter, Template } from '@huggingface/jinja';
import { messageOf } from '../../harness/errors/heatsoak-error.ts';
import { type ChatMessage, chatEnvironment } from './chat-environment.ts';

/** What was said before a text. */
export interface Exchange {
  readonly question: string;
  readonly answer: string;
}

/** What the thread renders: each text as the last message of a conversation. */
export interface RenderRequest {
  readonly template: string;
  readonly bosText: string;
  readonly eosText: string;
  readonly texts: readonly string[];
  /** Before each of the texts; null: it is the only message. */
  readonly before: Exchange | null;
  /** Characters of one result at most. */
  readonly longest: number;
}

/** The texts as a model reads them, or why the template does not give them. */
export type RenderedTexts = { readonly rendered: readonly string[] } | { readonly problem: string };

/** Renders in this thread, for as long as the template wants; `renderChats` bounds it. */
export function renderTexts(request: RenderRequest): RenderedTexts {
  try {
    const template = new Template(request.template);
    const said = trimsTexts(request.template) ? request.texts.map((text) => text.trim()) : request.texts;
    return { rendered: said.map((text) => rendered(template, request, text)) };
  } catch (error) {
    return { problem: messageOf(error).slice(0, LONGEST_PROBLEM) };
  }
}

const LONGEST_PROBLEM = 500;

/** As llama.cpp does it for StepFun's models, which reason in circles over white space that is left. */
const trimsTexts = (template: string): boolean =>
  template.includes('You have access to the following functions in JSONSchema format');

/** How a template may want what it is given. */
interface Form {
  readonly contentOf: (text: string) => ChatMessage['content'];
  /** Templates for tools may walk over the list without asking whether there is one. */
  readonly hasTools: boolean;
}

const whole = (text: string): string => text;
const inParts = (text: string): ChatMessage['content'] => [{ type: 'text', text }];
/** The first is what all but a few take; some take content in parts only, and leave plain text out or refuse it. */
const forms: readonly Form[] = [false, true].flatMap((hasTools) =>
  [whole, inParts].map((contentOf) => ({ contentOf, hasTools })),
);

/** In the first form that the template takes. @throws Error of the first form where it takes none */
function rendered(template: Template, request: RenderRequest, text: string): string {
  let first: Error | null = null;
  for (const form of forms) {
    const result = attempt(template, request, text, form);
    if (typeof result === 'string') return result;
    first ??= result;
  }
  throw first ?? new Error('it gives no text');
}

function attempt(
  template: Template,
  { bosText, eosText, longest, before }: RenderRequest,
  text: string,
  { contentOf, hasTools }: Form,
): string | Error {
  try {
    const messages: ChatMessage[] = [{ role: 'user', content: contentOf(text) }];
    if (before)
      messages.unshift(
        { role: 'user', content: contentOf(before.question) },
        { role: 'assistant', content: contentOf(before.answer) },
      );
    const environment = chatEnvironment(messages, bosText, eosText, hasTools);
    const { value } = new Interpreter(environment).run(template.parsed);
    if (typeof value !== 'string') return new Error('it gives no text');
    if (value.length > longest) return new Error(`it makes ${value.length} characters of ${text.length}`);
    if (before && value.split(before.answer).length !== 2)
      return new Error('it does not say once what was answered before');
    return value.includes(text.trim()) ? value : new Error('it leaves out what the user says');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
