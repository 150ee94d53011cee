/** How a model wants its prompts: what its own file, or the tokenizer beside it, says. */
export interface PromptRules {
  /** Jinja source of its chat template; null where it has none, such as a base model. */
  readonly template: string | null;
  /** Text of the token that begins a sequence; empty where the vocabulary has none. */
  readonly bosText: string;
  readonly eosText: string;
  /** Whether a tokenised prompt begins with that token. */
  readonly addBos: boolean;
  /** Whose the template is where it is not the model's own, for messages. */
  readonly templateFrom?: string;
}

/** A template that is used instead of a model's own. */
export interface GivenTemplate {
  readonly text: string;
  /** Its file, or what names it; for messages. */
  readonly from: string;
}

/** The rules with a template that was given; without one they stay. */
export const withTemplate = (rules: PromptRules, given: GivenTemplate | undefined): PromptRules =>
  given === undefined ? rules : { ...rules, template: given.text, templateFrom: given.from };
