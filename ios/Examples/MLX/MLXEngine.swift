import Foundation
import HeatsoakAgent
import MLX
import MLXLMCommon

/// mlx-swift-lm as an engine. Its `TokenIterator` computes on the thread that asks and ends at no stop token, so every number is
/// valid; `generateTokens(…)` does neither. Nothing is cached from one generation to the next.
struct MLXEngine: TokenEngine {
  let name = "mlx-swift-lm"
  /// As the app pins it; the package does not tell.
  let version: String
  /// `#huggingFaceTokenizerLoader()` of MLXHuggingFace.
  let tokenizers: any TokenizerLoader

  /// `path` is a folder with config.json, tokenizer and weights.
  func load(path: String, settings: EngineSettings) throws -> any TokenModel {
    let folder = URL(fileURLWithPath: path)
    do {
      let config = try JSONDecoder().decode(
        Config.self, from: Data(contentsOf: folder.appendingPathComponent("config.json")))
      let loaded = try waiting { [tokenizers] in Loaded(context: try await loadModel(from: folder, using: tokenizers)) }
      return MLXModel(context: loaded.context, vocabularySize: config.vocab_size)
    } catch {
      throw AgentError("MODEL_UNLOADABLE", "mlx-swift-lm cannot load \(path): \(error)")
    }
  }

  private struct Config: Decodable {
    let vocab_size: Int
  }

  /// What the load hands over to the agent's thread, and touches no more: hence `@unchecked`.
  private struct Loaded: @unchecked Sendable {
    let context: ModelContext
  }
}

final class MLXModel: TokenModel {
  let facts = ModelFacts(backend: "metal")
  let vocabularySize: Int
  private let context: ModelContext

  init(context: ModelContext, vocabularySize: Int) {
    self.context = context
    self.vocabularySize = vocabularySize
  }

  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] {
    let tokenizer = context.tokenizer
    let ids = tokenizer.encode(text: text, addSpecialTokens: false).map(Int32.init)
    guard addBos else { return ids }
    guard let bos = tokenizer.bosToken.flatMap(tokenizer.convertTokenToId) else {
      throw AgentError("BOS_MISSING", "the tokenizer names no token that begins a sequence")
    }
    return [Int32(bos)] + ids
  }

  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    let input = LMInput(text: LMInput.Text(tokens: MLXArray(prompt)))
    let greedy = GenerateParameters(maxTokens: count, temperature: 0)
    var ids = try TokenIterator(input: input, model: context.model, parameters: greedy)
    while let id = ids.next() {
      if try !each(Int32(id)) { return }
    }
  }

  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {
    throw AgentError("SCORES_MISSING", "this adapter reads no logits")
  }

  func clear() {}
  func counters() -> EngineCounters? { nil }
  func close() {}
}
