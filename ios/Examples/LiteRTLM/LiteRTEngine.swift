import HeatsoakAgent
import LiteRTLM

/// LiteRT-LM as an engine. Its Swift interface tells texts from a thread of its own and counts tokens afterwards, no ids: time to the first
/// text and speed over the whole answer are valid. It applies the model's own chat template.
struct LiteRTEngine: TextEngine {
  let name = "litert-lm"
  /// As the app pins it; the package does not tell.
  let version: String

  /// `path` is a .litertlm file.
  func load(path: String, settings: EngineSettings) async throws -> any TextModel {
    // The counts of tokens come with its benchmark.
    ExperimentalFlags.optIntoExperimentalAPIs()
    ExperimentalFlags.enableBenchmark = true
    let isOnCpu = settings.backend == "cpu"
    do {
      let config = try EngineConfig(
        modelPath: path, backend: isOnCpu ? .cpu(threadCount: settings.threads) : .gpu,
        maxNumTokens: settings.contextTokens)
      let engine = LiteRTLM.Engine(engineConfig: config)
      try await engine.initialize()
      return LiteRTModel(engine: engine, backend: isOnCpu ? "cpu" : "gpu")
    } catch {
      throw AgentError("MODEL_UNLOADABLE", "LiteRT-LM cannot load \(path): \(error)")
    }
  }
}

final class LiteRTModel: TextModel {
  let facts: ModelFacts
  private let engine: LiteRTLM.Engine

  init(engine: LiteRTLM.Engine, backend: String) {
    self.engine = engine
    facts = ModelFacts(backend: backend)
  }

  func stream(
    _ prompt: Prompt, seed: Int, count: Int, chunk: @escaping @Sendable (String) -> Void
  ) async throws -> TextUsage {
    guard case .chat(let text, _, _) = prompt else {
      throw TrialFault("PROMPT_UNREADABLE", "an engine without ids cannot read a synthetic prompt")
    }
    do {
      let greedy = try SamplerConfig(topK: 1, topP: 1, temperature: 0, seed: seed)
      // One of its own for each trial: it would remember the last one.
      let conversation = try await engine.createConversation(with: ConversationConfig(samplerConfig: greedy))
      defer { conversation.close() }
      for try await message in conversation.sendMessageStream(Message(text), maxOutputTokens: count) {
        let piece = message.toString
        if !piece.isEmpty { chunk(piece) }
      }
      let counted = try conversation.getBenchmarkInfo()
      return TextUsage(
        promptTokens: counted.lastPrefillTokenCount, generatedTokens: counted.lastDecodeTokenCount, cachedTokens: nil,
        finishReason: counted.lastDecodeTokenCount < count ? .stop : .length)
    } catch {
      throw TrialFault("DECODE_FAILED", "LiteRT-LM ended: \(error)")
    }
  }

  func clear() {}
  func counters() -> EngineCounters? { nil }
  func close() {}
}
