import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { ConversationPrompt, ConversationTurn, PlanStep } from '../protocol/plan-file.ts';
import { must } from '../statistics/must.ts';
import type { LoadedModel } from './ports.ts';

/** A turn that was answered, or waits for it. */
interface Said {
  readonly turn: ConversationTurn;
  /** Of the turn as it follows an answer. */
  readonly ids: readonly number[];
  readonly answer: readonly number[];
}

type Tokenizer = Pick<LoadedModel, 'tokenize'>;

/** llama.cpp's own context shift leaves the other half. */
const KEPT_SHARE = 0.5;

/**
 * One context over many turns. Its ids are those of the messages as they were tokenised once, and of the answers as they were
 * generated: an answer is never read again as text. It rolls over as an app does that trims its oldest messages and sends the rest
 * again, which llama-server and llama.rn then read anew from where the cache differs.
 */
export class Conversation {
  private readonly prompt: ConversationPrompt;
  private readonly answerTokens: number;
  private readonly contextTokens: number;
  private said: Said[] = [];
  private asked: Said | null = null;

  /** @param contextTokens room for everything that is read and answered */
  constructor(prompt: ConversationPrompt, answerTokens: number, contextTokens: number) {
    this.prompt = prompt;
    this.answerTokens = answerTokens;
    this.contextTokens = contextTokens;
  }

  /**
   * Everything that the model has before it answers the turn of this index; the oldest turns are dropped first where there is no
   * room for the answer.
   */
  ask(index: number, model: Tokenizer): number[] {
    const { turns } = this.prompt;
    const turn = must(turns[index % turns.length], 'a turn');
    const asked: Said = { turn, ids: model.tokenize(turn.following, false), answer: [] };
    this.asked = asked;
    let ids = this.read([...this.said, asked], model);
    if (ids.length + this.answerTokens <= this.contextTokens) return ids;
    const most = Math.min(this.contextTokens * KEPT_SHARE, this.contextTokens - this.answerTokens);
    while (this.said.length > 0 && ids.length > most) {
      this.said.shift();
      ids = this.read([...this.said, asked], model);
    }
    return ids;
  }

  /** Keeps what the model answered to the turn that was asked last. */
  answered(answer: readonly number[]): void {
    if (this.asked) this.said.push({ ...this.asked, answer });
  }

  private read([first, ...rest]: readonly Said[], model: Tokenizer): number[] {
    const opening = first ? model.tokenize(first.turn.opening, this.prompt.addBos) : [];
    return [...opening, ...(first?.answer ?? []), ...rest.flatMap(({ ids, answer }) => [...ids, ...answer])];
  }
}

/** The conversation that a step is; undefined for any other step. */
export const conversationOf = (step: PlanStep, contextTokens: number): Conversation | undefined =>
  step.prompt.kind === 'conversation'
    ? new Conversation(step.prompt, step.generateTokens, contextTokens)
    : undefined;

/** Why an engine that reads every prompt from its beginning cannot run a conversation. */
export const noConversation = (engine: string): HeatsoakError =>
  new HeatsoakError('CONVERSATION_UNSUPPORTED', `${engine} keeps no context from turn to turn`, {
    hint: 'leave suites of kind "conversation" out for it',
  });
