import { z } from 'zod';
import { PROTOCOL_VERSION } from './event.ts';
import { count } from './event-fields.ts';
import { sha256 } from './sha256.ts';

/** Engines that an agent may have; each has its folder in the agent that has it. */
export const engineNames = ['llama.cpp', 'onnxruntime', 'server'] as const;

/** Engine settings that are the same on both sides of a comparison. Those of `server` stand at the end. */
export const engineSettings = z
  .strictObject({
    name: z.enum(engineNames).default('llama.cpp'),
    backend: z.enum(['cpu', 'metal', 'auto']).default('auto'),
    contextTokens: z.int().positive().default(2048),
    batchTokens: z.int().positive().default(512),
    threads: z.int().positive().default(1),
    flashAttention: z.boolean().default(false),
    /** Layers on the graphics processor; absent: as many as fit. */
    gpuLayers: count.optional(),
    /** Base of an OpenAI-compatible endpoint, such as `https://host/v1`; no password, no query. */
    url: z
      .string()
      .regex(/^https?:\/\/[^/?#@\s]+(\/[^?#@\s]*)?$/, 'an http(s) address without password or query')
      .optional(),
    model: z.string().min(1).optional(),
    api: z.enum(['chat', 'completions']).optional(),
    /** Name of the environment variable that holds the key; the key itself never stands in a file. */
    apiKeyVariable: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable')
      .optional(),
    /** Sends `ignore_eos`, which vLLM, llama.cpp and others know and OpenAI refuses. */
    ignoreEos: z.boolean().optional(),
    /** Longest that one request may take. */
    requestSeconds: z.number().positive().optional(),
  })
  .refine(({ name, url, model }) => name !== 'server' || (url !== undefined && model !== undefined), {
    message: 'the engine "server" needs url and model',
  });
export type EngineSettings = z.infer<typeof engineSettings>;

/** Exactly `tokens` seeded ids. */
export const syntheticPrompt = z.strictObject({
  kind: z.literal('synthetic'),
  tokens: z.int().positive(),
  seed: z.int().nonnegative().default(1),
});

/** A message of a conversation in the model's own template, for the two places where it may stand. */
const conversationTurn = z.strictObject({
  /** The message as the suite has it. */
  text: z.string().min(1),
  /** Where it begins the context; the model's BOS id goes before it by `addBos`. */
  opening: z.string().min(1),
  /** After an answer: what ends that answer, and the message. */
  following: z.string().min(1),
});
export type ConversationTurn = z.infer<typeof conversationTurn>;

/**
 * A chat in one context: repetition n of the step is its turn n, and after the last message comes the first again. Answers stay in the
 * context. Where a turn and its answer would not fit, the oldest turns are dropped, whole, until at most half of the context
 * is taken; what is left is read anew.
 */
export const conversationPrompt = z.strictObject({
  kind: z.literal('conversation'),
  addBos: z.boolean(),
  turns: z.array(conversationTurn).min(1),
});
export type ConversationPrompt = z.infer<typeof conversationPrompt>;

/** What the model reads: text as the harness rendered it, or seeded ids. An agent needs no template engine. */
export const prompt = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('chat'),
    /** The question as the suite has it: for servers, which render by themselves. */
    text: z.string().min(1),
    /** The question in the model's own template, tokenised with special tokens parsed; null in a plan for a server. */
    rendered: z.string().min(1).nullable(),
    /** The model's BOS id goes before the ids of `rendered`. */
    addBos: z.boolean(),
  }),
  syntheticPrompt,
  conversationPrompt,
]);

/**
 * A row of llama-bench: forced random ids, decoded without sampling. `promptTokens` in batches of at most `batchTokens`,
 * then `generateTokens` one by one, both after `depthTokens` that are decoded before the window opens.
 */
export const benchShape = z.strictObject({
  promptTokens: count,
  generateTokens: count,
  depthTokens: count,
  /** llama-bench's `-b`: the last id of each such batch gets logits. */
  batchTokens: z.int().positive(),
});
export type BenchShape = z.infer<typeof benchShape>;

/** After a soak: short probes until the speed is back, or the limit is reached. */
export const recovery = z.strictObject({
  everySeconds: z.number().positive().default(30),
  probeSeconds: z.number().positive().default(5),
  limitSeconds: z.number().positive().default(300),
});
export type Recovery = z.infer<typeof recovery>;

export type Prompt = z.infer<typeof prompt>;
/** A prompt that is read alone, without what was said before. */
export type SinglePrompt = Exclude<Prompt, ConversationPrompt>;

/** The text that the first trial of a prompt reads; null where ids are made up, or a server renders by itself. */
export function renderedText(asked: Prompt): string | null {
  if (asked.kind === 'synthetic') return null;
  return asked.kind === 'chat' ? asked.rendered : (asked.turns[0]?.opening ?? null);
}

/** One step of a launch: a case run `repetitions` times, or again and again for `forSeconds`. */
export const planStep = z.strictObject({
  case: z.string().min(1),
  prompt,
  generateTokens: z.int().positive(),
  repetitions: z.int().positive(),
  /** Repeat the case for this many seconds on the agent's clock instead. */
  forSeconds: z.number().positive().nullable(),
  scored: z.boolean(),
  /** Present: the step decodes this instead of its prompt, whose seed it takes. Only a host's agent can. */
  bench: benchShape.optional(),
  /** Probabilities of the prompt itself, computed after all timed trials. */
  score: z.boolean().optional(),
  recovery: recovery.optional(),
});
export type PlanStep = z.infer<typeof planStep>;

/** `plan.json`: everything that one launch of the agent does. */
export const planFile = z.strictObject({
  v: z.literal(PROTOCOL_VERSION),
  launch: z.string().min(1),
  /** The agent repeats it in its log, which so says whose it is. Absent in older plans. */
  run: z.string().min(1).optional(),
  seed: count,
  model: z.strictObject({
    /** Relative to the app's Documents folder; absolute on a reference host. */
    path: z.string().min(1),
    /** Null for a server: what stands behind its address is not known. */
    sha256: sha256.nullable(),
    sizeBytes: z.number().positive().nullable(),
    /** Names of a model of several files beside `path`, in the order of its hash; absent for one file. */
    files: z.array(z.string().min(1)).min(1).optional(),
  }),
  engine: engineSettings,
  steps: z.array(planStep).min(1),
  /** What must hold before anything is measured; the agent ends the launch where it does not. */
  expected: z.strictObject({ memoryLimitBytes: z.number().positive() }).optional(),
  /** Milliseconds between memory samples during load and trials; at most 100. */
  memoryIntervalMs: z.number().positive().max(100).default(100),
  /** Present: the agent runs its fixed work before and after the trials, and compares it with the given cold time. */
  probe: z.strictObject({ coldUs: z.number().positive().nullable() }).optional(),
});
export type PlanFile = z.infer<typeof planFile>;

/** `status.json`: a few bytes for cheap polling outside measured windows. */
export const agentStatus = z.strictObject({
  v: z.literal(PROTOCOL_VERSION),
  state: z.enum(['starting', 'loading', 'running', 'finished', 'failed']),
  launch: z.string(),
  trial: count,
  trials: count.nullable(),
  heartbeatUs: z.number().nonnegative(),
});
export type AgentStatus = z.infer<typeof agentStatus>;

/** Paths inside the app's Documents folder. One folder a launch: see docs/decisions/0002. */
/** Name of a launch's folder: two runs have launches of one id, and none may end or delete the other's. */
export const folderName = (run: string, launch: string): string => `${run}.${launch}`;
/** @param launch the folder's name */
export const launchFolder = (launch: string): string => `heatsoak/${launch}`;
export const planPath = (launch: string): string => `${launchFolder(launch)}/plan.json`;
export const eventsPath = (launch: string): string => `${launchFolder(launch)}/events.jsonl`;
export const statusPath = (launch: string): string => `${launchFolder(launch)}/status.json`;
/** Where the file that the engine opens lies on a phone; a model of several files has a folder of its own, that file last. */
export const modelPath = (model: {
  readonly sha256: string;
  readonly files?: readonly { readonly name: string }[] | undefined;
}): string => `models/${model.sha256}${model.files ? `/${model.files.at(-1)?.name}` : '.gguf'}`;
/** Environment variable that gives a launched app the folder to work in. */
export const LAUNCH_VARIABLE = 'HEATSOAK_SESSION';
