import HeatsoakAgent
import HeatsoakTokenizer

/// An ONNX decoder in memory, one sequence at a time.
final class OnnxModel: TokenModel {
  let facts: ModelFacts
  /// Prompt ids of the next generation that are in the cache.
  private(set) var cachedTokens = 0
  private var decoder: OnnxDecoder?
  private let settings: EngineSettings
  private let tokenizer: Result<Tokenizer, AgentError>
  let vocabularySize: Int

  init(decoder: OnnxDecoder, tokenizer: Result<Tokenizer, AgentError>, settings: EngineSettings, backend: String) {
    self.decoder = decoder
    self.tokenizer = tokenizer
    self.settings = settings
    facts = ModelFacts(backend: backend)
    vocabularySize = decoder.graph.vocabularySize
  }

  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] { try tokenizer.get().encode(text, addBos: addBos) }

  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    try refuseTooLong(prompt.count, count)
    let decoder = try open()
    try decoder.read(prompt.dropFirst(cachedTokens), by: settings.batchTokens)
    var id = try decoder.likeliest()
    for left in stride(from: count, to: 0, by: -1) {
      if try !each(id) || left == 1 { return }
      try decoder.read([id])
      id = try decoder.likeliest()
    }
  }

  func reuse(_ ids: [Int32]) throws -> Int {
    let decoder = try open()
    if !decoder.isContinued(by: ids) { try decoder.clear() }
    cachedTokens = decoder.ids.count
    return cachedTokens
  }

  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {
    try refuseTooLong(ids.count, 0)
    clear()
    let decoder = try open()
    var logs = [Float](repeating: 0, count: vocabularySize)
    for start in stride(from: 0, to: ids.count, by: settings.batchTokens) {
      let part = ids[start..<min(start + settings.batchTokens, ids.count)]
      try decoder.read(part)
      try decoder.rows(part.count) { index, logits in
        logSoftmax(logits, into: &logs)
        logs.withUnsafeBufferPointer { row(start + index, $0) }
      }
    }
    clear()
  }

  func clear() {
    cachedTokens = 0
    // Empty tensors are all that it makes: what fails here fails in the next step too, and is said there.
    try? decoder?.clear()
  }

  func counters() -> EngineCounters? { nil }

  func close() { decoder = nil }

  private func open() throws -> OnnxDecoder {
    guard let decoder else { throw AgentError("DECODE_FAILED", "the model was closed") }
    return decoder
  }

  /// A longer one would be rotated wrongly without a word.
  private func refuseTooLong(_ prompt: Int, _ count: Int) throws {
    if count > settings.contextTokens || prompt > settings.contextTokens - count {
      throw AgentError.tooLong(prompt: prompt, count: count, context: settings.contextTokens)
    }
  }
}
