/// What the packages of `heatsoak model convert model.gguf model.mlpackage` call their functions, inputs and outputs
/// (models/coreml/graph).
enum DecoderFeatures {
  /// One token a call.
  static let decode = "main"
  /// A fixed number of tokens a call, filled up with zeros where the prompt ends; logits of one of them.
  static let prefill = "prefill"

  /// int32 [1, tokens].
  static let tokens = "input_ids"
  /// int32 [1], of the first of the tokens.
  static let position = "position"
  /// Half precision [1, 1, tokens, context].
  static let mask = "causal_mask"
  /// int32 [1], the row whose logits are wanted; of `prefill` alone.
  static let last = "last_token"
  /// Half precision [1, 1, vocabulary].
  static let logits = "logits"
}

/// Sizes that a package's features have.
struct DecoderSizes: Equatable {
  /// Places in the cache.
  let context: Int
  /// Tokens of a prefill.
  let prefill: Int
  /// Ids that the model knows.
  let vocabulary: Int

  /// From the shapes of the prefill's mask and of the logits; nil where they are those of no decoder.
  init?(mask: [Int], logits: [Int]) {
    guard mask.count == 4, mask[2] > 1, mask[3] >= mask[2], logits.count == 3, logits[2] > 0 else { return nil }
    (prefill, context, vocabulary) = (mask[2], mask[3], logits[2])
  }
}
