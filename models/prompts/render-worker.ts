import { parentPort } from 'node:worker_threads';
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

/** What the thread says: first that it is there, then one answer. */
export type RenderAnswer =
  | { readonly ready: true }
  | { readonly rendered: readonly string[] }
  | { readonly problem: string };

/** Thread of `renderChats`: a template is a stranger's program, and may run for ever or fill the memory. */
parentPort?.on('message', (request: RenderRequest) => say(answerTo(request)));
say({ ready: true });

function say(answer: RenderAnswer): void {
  parentPort?.postMessage(answer);
}

function answerTo(request: RenderRequest): RenderAnswer {
  try {
    const template = new Template(request.template);
    return { rendered: request.texts.map((text) => rendered(template, request, text)) };
  } catch (error) {
    return { problem: messageOf(error).slice(0, LONGEST_PROBLEM) };
  }
}

const LONGEST_PROBLEM = 500;

/** A template takes a message's content as text; some take it in parts only, and leave plain text out or refuse it. */
function rendered(template: Template, request: RenderRequest, text: string): string {
  const whole = attempt(template, request, text, (said) => said);
  if (typeof whole === 'string') return whole;
  const inParts = attempt(template, request, text, (said) => [{ type: 'text', text: said }]);
  if (typeof inParts === 'string') return inParts;
  throw whole;
}

function attempt(
  template: Template,
  { bosText, eosText, longest, before }: RenderRequest,
  text: string,
  contentOf: (text: string) => ChatMessage['content'],
): string | Error {
  try {
    const messages: ChatMessage[] = [{ role: 'user', content: contentOf(text) }];
    if (before)
      messages.unshift(
        { role: 'user', content: contentOf(before.question) },
        { role: 'assistant', content: contentOf(before.answer) },
      );
    const environment = chatEnvironment(messages, bosText, eosText);
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
