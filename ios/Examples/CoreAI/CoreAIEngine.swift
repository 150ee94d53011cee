import CoreAILanguageModels
import Foundation
import HeatsoakAgent

/// Core AI's inference engines (iOS 27). Ids are handed over by a task of the engine's own, and its default one computes ahead: the time
/// stamps are those of the handing over. So `isBundled` is true, and only speed over a whole answer is valid.
struct CoreAIEngine: TokenEngine {
  let name = "core ai"
  let version = ProcessInfo.processInfo.operatingSystemVersionString

  /// `path` is the folder of a model's bundle.
  func load(path: String, settings: EngineSettings) throws -> any TokenModel {
    do {
      let bundle = try LanguageBundle(at: URL(fileURLWithPath: path))
      let runner = CoreAIRunner(bundle: bundle)
      let engine = try waiting { try await runner.makeInferenceEngine() }
      return CoreAIModel(engine: engine, vocabularySize: bundle.vocabSize)
    } catch {
      throw AgentError("MODEL_UNLOADABLE", "Core AI cannot load \(path): \(error)")
    }
  }
}

final class CoreAIModel: TokenModel {
  /// Core AI does not tell which of the units it took.
  let facts = ModelFacts(backend: "coreai")
  let vocabularySize: Int
  let isBundled = true
  private let engine: any InferenceEngine

  init(engine: any InferenceEngine, vocabularySize: Int) {
    self.engine = engine
    self.vocabularySize = vocabularySize
  }

  var cachedTokens: Int { engine.lastPrefixHitCount }

  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] {
    throw AgentError("PROMPT_UNREADABLE", "give this adapter the tokenizer of the bundle; synthetic prompts need none")
  }

  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    let ids = HandedOver<Int32>()
    let task = Task { [engine] in
      do {
        try await Self.hand(ids, from: engine, prompt, count)
        ids.add(nil)
      } catch { ids.end(error) }
    }
    defer { task.cancel() }
    while let id = try ids.next() {
      if try !each(id) { return }
    }
  }

  private static func hand(
    _ ids: HandedOver<Int32>, from engine: some InferenceEngine, _ prompt: [Int32], _ count: Int
  ) async throws {
    let options = InferenceOptions(maxTokens: count)
    let outputs = try await engine.generate(with: prompt, samplingConfiguration: .greedy, inferenceOptions: options)
    for try await output in outputs { ids.add(output.tokenId) }
  }

  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {
    throw AgentError("SCORES_MISSING", "its pipelined engine gives no logits")
  }

  /// Outside windows. What fails here fails in the next generation too, and is said there.
  func clear() { try? waiting { [engine] in try await engine.reset() } }
  func counters() -> EngineCounters? { nil }
  func close() {}
}
