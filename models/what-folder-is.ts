import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { visibleText } from './visible-text.ts';

/** What a folder is that was named in place of a model, and what to name instead. */
export interface FolderKind {
  /** A phrase such as "a Hugging Face folder with weights in safetensors". */
  readonly what: string;
  readonly hint: string;
}

interface Sign {
  readonly what: string;
  /** The file that shows it, by its name. */
  readonly shows: RegExp;
  readonly hint: (path: string, shown: string, names: readonly string[]) => string;
}

/** In the order in which they are looked for: a folder of onnxruntime-genai has a config.json too. */
const signs: readonly Sign[] = [
  {
    what: 'a compiled Core ML model',
    shows: /^coremldata\.bin$/,
    hint: () => 'name the .mlpackage or .mlmodel that it was compiled from',
  },
  {
    what: 'a folder of onnxruntime-genai',
    shows: /^genai_config\.json$/,
    hint: (path, _, names) => {
      const graph = names.find((name) => name.endsWith('.onnx')) ?? 'model.onnx';
      return `to inspect or verify it name its graph, ${join(path, graph)}; other commands take the GGUF that it was made from`;
    },
  },
  {
    what: 'the parts of a model that was split',
    shows: /\.parts\.json$/,
    hint: (path, shown) => `heatsoak model join ${join(path, shown)} model.gguf`,
  },
  {
    what: 'the shards of a GGUF model',
    shows: /-00001-of-\d{5}\.gguf$/,
    hint: (path, shown) => `name one of them, or heatsoak model join ${join(path, shown)} model.gguf`,
  },
  {
    what: 'a Hugging Face folder with weights in safetensors',
    shows: /\.safetensors(\.index\.json)?$/,
    hint: () => "make a GGUF of it first, with llama.cpp's convert_hf_to_gguf.py",
  },
  {
    what: 'a Hugging Face folder with weights in PyTorch files',
    shows: /^pytorch_model.*\.bin(\.index\.json)?$/,
    hint: () => "make a GGUF of it first, with llama.cpp's convert_hf_to_gguf.py",
  },
  {
    what: 'a Core ML package whose name does not say so',
    shows: /^Manifest\.json$/,
    hint: () => 'give it a name that ends in .mlpackage',
  },
  {
    what: 'a folder with a model in it',
    shows: /\.(gguf|onnx|mlmodel|mlpackage)$/i,
    hint: (path, shown) => `name ${join(path, shown)}`,
  },
  {
    what: 'a Hugging Face folder without weights',
    shows: /^(config|tokenizer|tokenizer_config)\.json$/,
    hint: () => 'fetch its weights too',
  },
];

const PACKAGE: FolderKind = {
  what: 'a Core ML package',
  hint: 'name the GGUF that it was made from; heatsoak model inspect shows a package, and verify MODEL.gguf PACKAGE compares them',
};

/** A folder with more files is not a model's; the rest need not be looked at. */
const MOST_NAMES = 10_000;

/** @throws Node's own error where the folder cannot be read */
export async function whatFolderIs(path: string): Promise<FolderKind> {
  const isPackage = /\.mlpackage$/i.test(basename(path));
  if (isPackage && (await stat(path)).isDirectory()) return PACKAGE;
  const names = (await readdir(path)).slice(0, MOST_NAMES).sort();
  if (names.length === 0) return { what: 'an empty folder', hint: 'name a model' };
  for (const { what, shows, hint } of signs) {
    const shown = names.find((name) => shows.test(name));
    if (shown !== undefined) return { what, hint: visibleText(hint(path, shown, names), 400) };
  }
  return {
    what: `a folder without a model (${visibleText(names.slice(0, 3).join(', '))})`,
    hint: 'name a model',
  };
}
