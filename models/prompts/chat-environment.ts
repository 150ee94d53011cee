import { Environment } from '@huggingface/jinja';

/** A message of a conversation; some templates want its content in parts. */
export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string | readonly { readonly type: 'text'; readonly text: string }[];
}

/**
 * What a template may name: the conversation, the tokens that begin and end it, and the functions that Hugging Face gives to
 * templates. It sees no clock: a prompt that names the day would be another one every night.
 * @param hasTools names the list of tools, which is empty, where it is else undefined
 */
export function chatEnvironment(
  messages: readonly ChatMessage[],
  bosText: string,
  eosText: string,
  hasTools: boolean,
): Environment {
  const environment = new Environment();
  const known = {
    true: true,
    True: true,
    false: false,
    False: false,
    none: null,
    None: null,
    range,
    strftime_now: fixedDate,
    raise_exception: (reason: unknown) => {
      throw new Error(String(reason));
    },
    messages: [...messages],
    bos_token: bosText,
    eos_token: eosText,
    add_generation_prompt: true,
    // llama.cpp says these to every template: models that can think do, and templates that name the day are told it.
    enable_thinking: true,
    date_string: fixedDate('%d %b %Y'),
    datetime: fixedDate('%b %d %Y'),
  };
  for (const [name, value] of Object.entries(known)) environment.set(name, value);
  if (hasTools) environment.set('tools', []);
  return environment;
}

const LONGEST_RANGE = 10_000;

function range(first: number, end: number | null = null, step: number | null = null): number[] {
  const [from, to] = end === null ? [0, first] : [first, end];
  const by = step ?? 1;
  const count = Math.max(0, Math.ceil((to - from) / by));
  if (!(count <= LONGEST_RANGE)) throw new Error(`a range of ${count} numbers`);
  return Array.from({ length: count }, (_, i) => from + i * by);
}

/** The day that Llama's own template names where it is given no other. */
const day: Readonly<Record<string, string>> = {
  '%d': '26',
  '%m': '07',
  '%b': 'Jul',
  '%B': 'July',
  '%Y': '2024',
  '%y': '24',
  '%a': 'Fri',
  '%A': 'Friday',
  '%H': '12',
  '%M': '00',
  '%S': '00',
  '%%': '%',
};

const fixedDate = (format: string): string => format.replace(/%[A-Za-z%]/g, (token) => day[token] ?? token);
