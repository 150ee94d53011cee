import { HeatsoakError } from '../../../harness/errors/heatsoak-error.ts';
import { DECODE, features, PREFILL } from '../graph/features.ts';
import type { FunctionInput, MilFunction } from '../mil/program.ts';
import { openPackage } from '../package/read-package.ts';
import {
  type LoadedFunction,
  loadFunction,
  runFunction,
  SharedWeights,
  type States,
} from './run-function.ts';
import { emptyOf, type Rounding, type Tensor } from './tensor.ts';

/** Far below any score, and still a number in half precision. */
const MASKED = -1e4;

/** A package's two functions over one cache, as an app would call them. */
export interface DecoderRunner {
  readonly contextTokens: number;
  readonly prefillTokens: number;
  readonly vocabularySize: number;
  /** Logits after one more token. */
  decode(token: number): Float32Array;
  /** Logits after the last of up to `prefillTokens` more tokens. */
  prefill(tokens: readonly number[]): Float32Array;
  /** Empties the cache. */
  clear(): void;
}

/**
 * Loads a converted package into memory to run it without Apple's software: for small models and for tests, or by `asRun`
 * a part of a large one.
 * @throws HeatsoakError `PACKAGE_INVALID` when our reader finds a problem in it
 */
export async function openDecoder(
  folder: string,
  rounding: Rounding,
  asRun: (whole: MilFunction) => MilFunction = (whole) => whole,
): Promise<DecoderRunner> {
  const opened = await openPackage(folder);
  try {
    const [problem] = opened.problems;
    if (problem) throw invalid(folder, `${problem.where}: ${problem.what}`);
    const shared = new SharedWeights();
    const load = async (name: string): Promise<LoadedFunction> => {
      const found = opened.model.functions.find((each) => each.name === name);
      if (!found) throw invalid(folder, `it has no function ${name}`);
      return loadFunction(opened, asRun(found), shared);
    };
    return runner(await load(DECODE), await load(PREFILL), rounding);
  } finally {
    await opened.weights.close();
  }
}

const invalid = (folder: string, why: string): HeatsoakError =>
  new HeatsoakError('PACKAGE_INVALID', `${folder} cannot be run: ${why}`, { where: folder });

function runner(decode: LoadedFunction, prefill: LoadedFunction, rounding: Rounding): DecoderRunner {
  const prefillTokens = sizeOf(prefill, features.tokens);
  let states: States = emptyStates(decode);
  let position = 0;
  const call = (loaded: LoadedFunction, tokens: readonly number[]): Float32Array => {
    const outputs = runFunction(loaded, inputsOf(loaded, tokens, position), states, rounding);
    position += tokens.length;
    const logits = outputs.get(features.logits)?.data;
    if (!(logits instanceof Float32Array)) throw new Error('the function gives no logits');
    return logits;
  };
  return {
    contextTokens: sizeOf(decode, features.mask),
    prefillTokens,
    vocabularySize: vocabularyOf(decode),
    decode: (token) => call(decode, [token]),
    prefill: (tokens) => {
      if (tokens.length === 0 || tokens.length > prefillTokens)
        throw new Error(`${tokens.length} tokens; a prefill takes 1 to ${prefillTokens}`);
      return call(prefill, tokens);
    },
    clear: () => {
      states = emptyStates(decode);
      position = 0;
    },
  };
}

const sizeOf = ({ milFunction }: LoadedFunction, input: string): number =>
  milFunction.inputs.find(({ name }) => name === input)?.type.shape.at(-1) ?? 0;

function vocabularyOf({ milFunction }: LoadedFunction): number {
  const results = milFunction.operations.flatMap(({ outputs }) => outputs);
  return results.find(({ name }) => name === features.logits)?.type.shape.at(-1) ?? 0;
}

function emptyStates({ milFunction }: LoadedFunction): States {
  const states = milFunction.inputs.filter(({ isState }) => isState);
  return new Map(states.map(({ name, type }) => [name, { type, data: emptyOf(type) }]));
}

/** Tokens filled up with zeros; a row may attend to all rows before it and itself. */
function inputsOf(
  { milFunction }: LoadedFunction,
  tokens: readonly number[],
  position: number,
): ReadonlyMap<string, Tensor> {
  const given = milFunction.inputs.filter(({ isState }) => !isState);
  return new Map(given.map((input) => [input.name, inputOf(input, tokens, position)]));
}

function inputOf({ name, type }: FunctionInput, tokens: readonly number[], position: number): Tensor {
  const data = emptyOf(type);
  if (name === features.tokens) data.set(tokens);
  if (name === features.position) data[0] = position;
  if (name === features.last) data[0] = tokens.length - 1;
  if (name === features.mask) {
    const context = type.shape.at(-1) ?? 1;
    for (let i = 0; i < data.length; i++)
      data[i] = i % context <= position + Math.floor(i / context) ? 0 : MASKED;
  }
  return { type, data };
}
