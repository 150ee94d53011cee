import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readUserText } from '../harness/files/read-user-file.ts';
import { GENAI_CONFIG, graphNamedIn } from './onnx/companions.ts';

/** A folder, and the file that shows what it is. */
export interface Seen {
  readonly path: string;
  readonly shown: string;
  /** What lies in the folder, and in the folders in it as `folder/name`. */
  readonly names: readonly string[];
}

export interface Sign {
  readonly what: string;
  /** The file that shows it, by its name. */
  readonly shows: RegExp;
  /** What must be there too. */
  readonly beside?: (seen: Seen) => boolean;
  readonly hint: (seen: Seen) => string | Promise<string>;
}

const CONVERT = "make a GGUF of it first, with llama.cpp's convert_hf_to_gguf.py";
const OF_ORIGIN = `fetch the Hugging Face folder that it was made from, and ${CONVERT.replace('it first', 'that')}`;
const resaved = (option: string): string =>
  `let transformers read it (${option}=True) and save it again as safetensors, then ${CONVERT.replace('it first', 'that')}`;
const SHARD = /-(\d{5})-of-(\d{5})\.gguf$/;

/** In the order in which they are looked for: a folder of onnxruntime-genai has a config.json too. */
export const signs: readonly Sign[] = [
  {
    what: 'a compiled Core ML model',
    shows: /^(coremldata\.bin|[^/]+\.mlmodelc)$/,
    hint: () => 'name the .mlpackage or .mlmodel that it was compiled from',
  },
  { what: 'a folder of onnxruntime-genai', shows: /^genai_config\.json$/, hint: genaiHint },
  {
    what: 'the parts of a model that was split',
    shows: /^[^/]+\.parts\.json$/,
    hint: ({ path, shown }) => `heatsoak model join ${join(path, shown)} model.gguf`,
  },
  { what: 'the shards of a GGUF model', shows: /^[^/]+-00001-of-\d{5}\.gguf$/, hint: shardHint },
  {
    what: 'the shards of a GGUF model without the first, which has the metadata of them all',
    shows: /^[^/]+-\d{5}-of-\d{5}\.gguf$/,
    hint: shardHint,
  },
  {
    what: 'a LoRA adapter of PEFT, which is no model by itself',
    shows: /^adapter_config\.json$/,
    hint: () => `merge it into its base model first (merge_and_unload of PEFT), then ${CONVERT}`,
  },
  {
    what: 'a Hugging Face folder with weights in safetensors',
    shows: /^[^/]+\.safetensors(\.index\.json)?$/,
    hint: () => CONVERT,
  },
  {
    what: 'a Hugging Face folder with weights in PyTorch files',
    shows: /^pytorch_model.*\.bin(\.index\.json)?$/,
    hint: () => CONVERT,
  },
  {
    what: 'a Core ML package whose name does not say so',
    shows: /^Manifest\.json$/,
    hint: () => 'give it a name that ends in .mlpackage',
  },
  {
    what: 'a folder with a model in it',
    shows: /^([^/]+\/)?[^/]+\.(gguf|onnx|mlmodel|mlpackage)$/i,
    hint: ({ path, shown }) => `name ${join(path, shown)}`,
  },
  { what: 'a folder of MLX with weights in NumPy files', shows: /^[^/]+\.npz$/, hint: () => OF_ORIGIN },
  {
    what: 'a Hugging Face folder with weights of Flax',
    shows: /^flax_model.*\.msgpack(\.index\.json)?$/,
    hint: () => resaved('from_flax'),
  },
  {
    what: 'a Hugging Face folder with weights of TensorFlow',
    shows: /^tf_model.*\.h5(\.index\.json)?$/,
    hint: () => resaved('from_tf'),
  },
  {
    what: 'a folder with a PyTorch checkpoint',
    shows: /^[^/]+\.(pth|pt|ckpt)$/,
    hint: () => `fetch the same model as a Hugging Face folder, and ${CONVERT.replace('it first', 'that')}`,
  },
  {
    what: 'a SavedModel of TensorFlow',
    shows: /^saved_model\.pb(txt)?$/,
    hint: ({ path }) => `make an ONNX model of it first: python -m tf2onnx.convert --saved-model ${path}`,
  },
  {
    what: 'a model of OpenVINO',
    shows: /^[^/]+\.xml$/,
    beside: ({ shown, names }) => names.includes(shown.replace(/xml$/, 'bin')),
    hint: () => `no tool makes a GGUF of it: ${OF_ORIGIN}`,
  },
  {
    what: 'a folder with a model of LiteRT',
    shows: /^[^/]+\.(tflite|task|litertlm)$/,
    hint: () => `no tool makes a GGUF of it: ${OF_ORIGIN}`,
  },
  {
    what: 'a model in the cache of Hugging Face',
    shows: /^snapshots\/[^/]+$/,
    hint: ({ path, shown }) => `name a file in ${join(path, shown)}, or that folder to hear what it is`,
  },
  {
    what: 'the cache of Hugging Face',
    shows: /^models--[^/]+$/,
    hint: ({ path, shown }) =>
      `name a file in one of its snapshots, such as ${join(path, shown, 'snapshots')}`,
  },
  { what: 'models of Ollama', shows: /^(blobs\/)?sha256-[0-9a-f]{64}$/, hint: ollamaHint },
  {
    what: 'a Hugging Face folder without weights',
    shows: /^(config|tokenizer|tokenizer_config)\.json$/,
    hint: () => 'fetch its weights too',
  },
];

/** What its own list names, since no two tools call the graph alike. */
async function genaiHint({ path, names }: Seen): Promise<string> {
  const text = await readUserText(join(path, GENAI_CONFIG)).catch(() => '');
  const named = graphNamedIn(text);
  if (named !== null && names.includes(named))
    return `to inspect or verify it name its graph, ${join(path, named)}; other commands take the GGUF that it was made from`;
  if (named !== null) return `fetch its graph too: ${GENAI_CONFIG} names ${named}, which is not there`;
  const graph = names.find((name) => name.endsWith('.onnx'));
  return graph === undefined
    ? 'fetch its graph too: no .onnx file is there'
    : `to inspect or verify it name its graph, such as ${join(path, graph)}; other commands take the GGUF that it was made from`;
}

const MOST_MISSING = 3;

function shardHint({ path, shown, names }: Seen): string {
  const [, , count = ''] = SHARD.exec(shown) ?? [];
  const shard = (index: number): string =>
    shown.replace(SHARD, `-${String(index).padStart(5, '0')}-of-${count}.gguf`);
  const all = Array.from({ length: Number(count) }, (_, i) => shard(i + 1));
  const missing = all.filter((name) => !names.includes(name));
  if (missing.length === 0) return `name one of them, or heatsoak model join ${join(path, shown)} model.gguf`;
  const more = missing.length > MOST_MISSING ? ` and ${missing.length - MOST_MISSING} more` : '';
  return `fetch ${missing.slice(0, MOST_MISSING).join(', ')}${more} too, then heatsoak model join ${join(path, shard(1))} model.gguf`;
}

/** Ollama keeps a model's GGUF, template and licence under their hashes; the weights are the largest. */
async function ollamaHint({ path, names }: Seen): Promise<string> {
  const blobs = names.filter((name) => basename(name).startsWith('sha256-')).slice(0, 1000);
  const sized = await Promise.all(
    blobs.map(async (name) => ({ name, size: (await stat(join(path, name)).catch(() => null))?.size ?? 0 })),
  );
  const [largest] = sized.sort((a, b) => b.size - a.size);
  return `name a blob that is a GGUF, such as the largest: ${join(path, largest?.name ?? '')}`;
}
