import type { DecoderShape } from '../decoder-shape.ts';
import type { GgufVocabulary } from '../tokenizer/gguf-vocabulary.ts';

/** `genai_config.json`: what onnxruntime-genai must know to run the model. */
export function genaiConfig(
  filename: string,
  shape: DecoderShape,
  vocabulary: GgufVocabulary,
  contextTokens: number,
): Record<string, unknown> {
  return {
    model: {
      type: shape.architecture.name,
      bos_token_id: vocabulary.bos,
      eos_token_id: vocabulary.ends,
      pad_token_id: vocabulary.padding ?? vocabulary.eos,
      vocab_size: shape.vocabulary,
      context_length: contextTokens,
      decoder: {
        session_options: { log_id: 'onnxruntime-genai', provider_options: [] },
        filename,
        head_size: shape.headSize,
        hidden_size: shape.hidden,
        num_attention_heads: shape.heads,
        num_hidden_layers: shape.layers,
        num_key_value_heads: shape.keyValueHeads,
        inputs: {
          input_ids: 'input_ids',
          attention_mask: 'attention_mask',
          past_key_names: 'past_key_values.%d.key',
          past_value_names: 'past_key_values.%d.value',
        },
        outputs: {
          logits: 'logits',
          present_key_names: 'present.%d.key',
          present_value_names: 'present.%d.value',
        },
      },
    },
    search: {
      do_sample: false,
      max_length: contextTokens,
      min_length: 0,
      num_beams: 1,
      num_return_sequences: 1,
      past_present_share_buffer: false,
      repetition_penalty: 1,
      temperature: 1,
      top_k: 1,
      top_p: 1,
    },
  };
}
