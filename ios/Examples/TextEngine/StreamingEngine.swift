import HeatsoakAgent
import HeatsoakKit

/// An adapter for an engine that tells text only, such as a system's own model behind an asynchronous stream.
struct StreamingEngine: TextEngine {
  let name = "streaming engine"
  let version = "1.0"

  func load(path: String, settings: EngineSettings) async throws -> any TextModel { StreamingModel() }
}

final class StreamingModel: TextModel {
  let facts = ModelFacts(backend: "system")

  func stream(
    _ prompt: Prompt, seed: Int, count: Int, chunk: @escaping @Sendable (String) -> Void
  ) async throws -> TextUsage {
    guard case .chat(let text, _, _) = prompt else {
      throw TrialFault("PROMPT_UNREADABLE", "an engine without ids cannot read a synthetic prompt")
    }
    var chunks = 0
    for await piece in Session().answer(to: text, tokens: count) {
      chunk(piece)
      chunks += 1
    }
    // What the engine counts itself is better than the number of its chunks.
    return TextUsage(promptTokens: 0, generatedTokens: chunks, cachedTokens: nil, finishReason: .stop)
  }

  func clear() {}
  func counters() -> EngineCounters? { nil }
  func close() {}
}

/// In place of an engine's session.
struct Session {
  func answer(to text: String, tokens: Int) -> AsyncStream<String> { AsyncStream { $0.finish() } }
}

@MainActor func join() {
  HeatsoakAgent.runIfRequested(textEngine: StreamingEngine())
}
