import type { Code } from './code.ts';

/** Codes of model files and their conversion. */
export const modelsCodes = {
  MODEL_MISSING: { kind: 'usage', meaning: 'A model file cannot be read.', remedy: 'Check the path.' },
  MODEL_TRUNCATED: {
    kind: 'usage',
    meaning: 'A model file ends early.',
    remedy: 'Download the model again.',
  },
  MODEL_UNLOADABLE: {
    kind: 'host',
    meaning: 'The engine cannot load the model.',
    remedy:
      'heatsoak model inspect says whether it is whole, and how much memory it needs; where it finds nothing wrong, the engine may not know this kind of model.',
  },
  ENGINE_DIED: {
    kind: 'host',
    meaning: 'An engine ended its own process instead of refusing the model.',
    remedy: 'What the engine said last stands above; heatsoak model inspect says whether the file is whole.',
  },
  VOCABULARY_TWICE: {
    kind: 'usage',
    meaning: 'A vocabulary has an entry twice, on which llama.cpp aborts.',
    remedy: 'Fetch the model again, or convert it again.',
  },
  MODEL_UNSUPPORTED: {
    kind: 'usage',
    meaning: 'The model is not one that the engine can run.',
    remedy: 'heatsoak model convert model.gguf model.onnx',
  },
  MODEL_UNKNOWN: {
    kind: 'usage',
    meaning: 'The file is no model of a known kind.',
    remedy: 'Name a GGUF, ONNX or Core ML model.',
  },
  MODEL_KIND: {
    kind: 'usage',
    meaning: 'Models of this kind cannot be run here.',
    remedy: 'Name a GGUF file or the .onnx file of a converted model.',
  },
  MODEL_ARCHITECTURE: {
    kind: 'usage',
    meaning: 'Models of this architecture are not converted.',
    remedy: 'The message lists those that are.',
  },
  MODEL_ROPE: {
    kind: 'usage',
    meaning: "The model's rotation is none that is converted.",
    remedy: 'The message lists those that are; the GGUF file itself runs in llama.cpp.',
  },
  MODEL_SAME: {
    kind: 'usage',
    meaning: 'The result would overwrite its source.',
    remedy: 'Write the result under another name.',
  },
  MODEL_SHAPE: {
    kind: 'usage',
    meaning: "The model's shape cannot be converted.",
    remedy: 'heatsoak model inspect shows its metadata.',
  },
  MODEL_SPLIT: {
    kind: 'usage',
    meaning: 'The file is one of several shards.',
    remedy: 'heatsoak model join',
  },
  MODEL_TENSOR: {
    kind: 'usage',
    meaning: 'The model has a tensor that its architecture has no place for.',
    remedy: 'A variant of the architecture, such as one with adapters or experts, is not converted.',
  },
  MODEL_UNWRITABLE: {
    kind: 'usage',
    meaning: 'No model can be written at this place, or what stands there is no file.',
    remedy: 'Name a file in a folder that you may write in.',
  },
  MODELS_DIFFER: {
    kind: 'usage',
    meaning: 'The models have different vocabularies.',
    remedy: 'Compare conversions of one model.',
  },
  GGUF_INVALID: {
    kind: 'usage',
    meaning: 'Not a usable GGUF file.',
    remedy: 'Download the model again, or convert it again.',
  },
  GGUF_TRUNCATED: { kind: 'usage', meaning: 'The GGUF file was cut.', remedy: 'Download the model again.' },
  GGUF_METADATA: {
    kind: 'usage',
    meaning: 'The GGUF header lacks a key, or it has another type.',
    remedy:
      'Fetch the model again, or convert it again; gguf_dump.py of llama.cpp shows the header as it is.',
  },
  METADATA_TYPE: {
    kind: 'usage',
    meaning: 'A value does not fit the type of its key.',
    remedy: 'Correct the value.',
  },
  TENSOR_MISSING: {
    kind: 'usage',
    meaning: 'The model lacks a tensor.',
    remedy: 'Download the model again.',
  },
  TENSOR_ROWS: {
    kind: 'usage',
    meaning: 'A tensor has fewer rows than were asked for.',
    remedy: 'Download the model again.',
  },
  TENSOR_SHAPE: {
    kind: 'usage',
    meaning: "A tensor's shape does not fit its type.",
    remedy: 'Take another type.',
  },
  TENSOR_SIZE: {
    kind: 'usage',
    meaning: 'A tensor has another size than its header says.',
    remedy: 'Download the model again.',
  },
  TENSOR_TWICE: { kind: 'usage', meaning: 'A tensor is named twice.', remedy: 'Download the model again.' },
  TENSOR_TYPE: {
    kind: 'usage',
    meaning: 'Values of this type cannot be read here.',
    remedy: 'Take a file of a type that the message lists.',
  },
  TENSOR_VALUES: {
    kind: 'usage',
    meaning: 'A tensor holds numbers that are not finite.',
    remedy: 'The source is damaged, or its weights are too large: try --activations fp32.',
  },
  CONTEXT_LENGTH: {
    kind: 'usage',
    meaning: 'The context does not work with the prefill length.',
    remedy: 'The context is a multiple of the prefill.',
  },
  CONTEXT_TOO_LONG: {
    kind: 'usage',
    meaning: 'The model was not trained for so long a context.',
    remedy: 'Ask for a shorter one.',
  },
  CONVERSION_REJECTED: {
    kind: 'rejected',
    meaning: 'The converted model does not give what its source gives.',
    remedy: 'conversion.json beside it has the numbers.',
  },
  FOLDER_TAKEN: {
    kind: 'usage',
    meaning: 'The folder holds another model with its tokenizer.',
    remedy: 'Give each model a folder of its own.',
  },
  OUTPUT_IS_INPUT: {
    kind: 'usage',
    meaning: 'The output is the model itself.',
    remedy: 'Name another file.',
  },
  TARGET_EXISTS: {
    kind: 'usage',
    meaning: 'The target exists already.',
    remedy: 'Name another file; convert replaces it with --force.',
  },
  TARGET_NAME: {
    kind: 'usage',
    meaning: "The target's extension names no known format.",
    remedy: 'End it in .onnx or .mlpackage.',
  },
  ONNX_DATA: {
    kind: 'internal',
    meaning: 'The weights were not written whole.',
    remedy: 'Convert again; report it if it stays.',
  },
  ONNX_DATA_OUTSIDE: {
    kind: 'usage',
    meaning: "The model's weights lie outside of its folder.",
    remedy: 'Do not use a model that refers to files elsewhere.',
  },
  ONNX_INVALID: {
    kind: 'usage',
    meaning: 'Not a usable ONNX model.',
    remedy: 'Fetch the model again, or convert it again.',
  },
  ONNX_TRUNCATED: {
    kind: 'usage',
    meaning: "The ONNX model's weights were cut.",
    remedy: 'Copy its .data file into the same folder, or convert it again.',
  },
  PACKAGE_INVALID: {
    kind: 'usage',
    meaning: 'The Core ML package cannot be run.',
    remedy: 'Convert the model again.',
  },
  PACKAGE_NOT_RUN: {
    kind: 'usage',
    meaning: 'The Core ML package cannot be run here.',
    remedy: 'The message says why.',
  },
  PRUNE_COUNT: { kind: 'usage', meaning: 'So many layers cannot be dropped.', remedy: 'Drop fewer.' },
  PRUNE_UNSUPPORTED: {
    kind: 'usage',
    meaning: 'The model cannot be pruned.',
    remedy: 'Prune a whole language model.',
  },
  TEXT_EMPTY: { kind: 'usage', meaning: 'The text file is empty.', remedy: 'Check --text.' },
  TEXT_MISSING: { kind: 'usage', meaning: 'The text file cannot be read.', remedy: 'Check --text.' },
  TEXT_TOO_SHORT: {
    kind: 'usage',
    meaning: 'The text has too few tokens.',
    remedy: 'Name a longer file with --text.',
  },
  ALREADY_SPLIT: {
    kind: 'usage',
    meaning: 'The file is a shard already.',
    remedy: 'heatsoak model join the shards first.',
  },
  JOIN_DIFFERS: {
    kind: 'usage',
    meaning: 'The joined file is not the source.',
    remedy: 'Fetch the shards again.',
  },
  PART_DIFFERS: {
    kind: 'usage',
    meaning: 'A part is not what its manifest says.',
    remedy: 'Fetch this part again; the others may stay.',
  },
  PARTS_INVALID: {
    kind: 'usage',
    meaning: 'The parts manifest cannot be read.',
    remedy: 'heatsoak model split writes one beside its shards.',
  },
  SHARD_INVALID: {
    kind: 'usage',
    meaning: 'The shards do not belong together.',
    remedy: 'Fetch the shards again.',
  },
  SHARD_NAME: {
    kind: 'usage',
    meaning: 'The file is not a first shard.',
    remedy: 'Name <model>-00001-of-0000N.gguf, or the <model>.parts.json.',
  },
  SHARD_TOO_SMALL: {
    kind: 'usage',
    meaning: 'Shards of this size are too many or too small.',
    remedy: 'Raise --max-size.',
  },
  SIZE_INVALID: {
    kind: 'usage',
    meaning: 'The text is not a size.',
    remedy: 'Write 500M, 2G, or a number of bytes.',
  },
  SPLIT_INEXACT: {
    kind: 'usage',
    meaning: 'The file has bytes that join could not give again.',
    remedy: 'Write it anew, for example with llama.cpp, and split that.',
  },
} as const satisfies Readonly<Record<string, Code>>;
