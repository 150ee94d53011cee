/** How a model wants its prompts: what its own file, or the tokenizer beside it, says. */
export interface PromptRules {
  /** Jinja source of its chat template; null where it has none, such as a base model. */
  readonly template: string | null;
  /** Text of the token that begins a sequence; empty where the vocabulary has none. */
  readonly bosText: string;
  readonly eosText: string;
  /** Whether a tokenised prompt begins with that token. */
  readonly addBos: boolean;
}
