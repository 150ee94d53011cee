import HeatsoakAgent

/// What a decoder's graph calls its inputs and outputs: those of `heatsoak model convert` and of onnxruntime-genai's builder.
struct DecoderGraph: Equatable {
  /// The cache of one layer's keys or values: the input that takes it, the output that gives it back grown.
  struct Cache: Equatable {
    let past: String
    let present: String
    /// [1, heads, 0, size]: no token yet.
    let empty: [Int64]
    let element: OnnxFeature.Element
  }

  let caches: [Cache]
  /// Of the logits, [1, ids, vocabulary].
  let logits: OnnxFeature.Element
  let vocabularySize: Int

  /// Ids and the mask of all tokens so far, both int64 [1, n], then the caches.
  var inputs: [String] { ["input_ids", "attention_mask"] + caches.map(\.past) }
  /// Logits, then the caches.
  var outputs: [String] { ["logits"] + caches.map(\.present) }

  /// Throws `MODEL_UNSUPPORTED` where the graph is no decoder with ids, a mask and caches.
  init(inputs: [OnnxFeature], outputs: [OnnxFeature], path: String) throws {
    func unsupported(_ why: String) -> AgentError {
      AgentError("MODEL_UNSUPPORTED", "\(path) is not a decoder with a cache: \(why)")
    }
    let pasts = inputs.filter { $0.name.hasPrefix(Self.past) }
    caches = try pasts.map { input in
      guard input.shape.count == 4, input.shape[1] > 0, input.shape[3] > 0, input.element != .other else {
        throw unsupported("its cache \(input.name) has no fixed shape of single or half precision")
      }
      let present = "present." + input.name.dropFirst(Self.past.count)
      return Cache(
        past: input.name, present: present, empty: [1, input.shape[1], 0, input.shape[3]], element: input.element)
    }
    for name in ["input_ids", "attention_mask"] where !inputs.contains(where: { $0.name == name }) {
      throw unsupported("it has no input \(name)")
    }
    guard !caches.isEmpty, inputs.count == caches.count + 2 else {
      throw unsupported("its inputs are \(inputs.prefix(6).map(\.name).joined(separator: ", "))")
    }
    guard let logits = outputs.first(where: { $0.name == "logits" }), let size = logits.shape.last, size > 0,
      logits.element != .other
    else { throw unsupported("it has no output logits of a known size") }
    for cache in caches where !outputs.contains(where: { $0.name == cache.present }) {
      throw unsupported("it has no output \(cache.present)")
    }
    self.logits = logits.element
    vocabularySize = Int(size)
  }

  private static let past = "past_key_values."
}
