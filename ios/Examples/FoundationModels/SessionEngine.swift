import Foundation
import FoundationModels
import HeatsoakAgent

/// Any `LanguageModel` of FoundationModels (iOS 27): the system's own, or one that Core AI, MLX or LiteRT-LM put behind that protocol. It tells
/// snapshots of a text and counts of tokens, no ids: time to the first snapshot and speed over the whole answer are valid, nothing else is.
struct SessionEngine<Model: LanguageModel>: TextEngine {
  /// Such as `system language model`; `reportedEngine` of build.json names it.
  let name: String
  let version = ProcessInfo.processInfo.operatingSystemVersionString
  let model: Model

  /// The system has loaded its model, or the provider loads with the first answer: that is what the warm-up is for.
  func load(path: String, settings: EngineSettings) async throws -> any TextModel { SessionModel(model: model) }
}

final class SessionModel<Model: LanguageModel>: TextModel {
  /// The framework does not tell where a model runs.
  let facts = ModelFacts(backend: "system")
  private let model: Model

  init(model: Model) { self.model = model }

  func stream(
    _ prompt: Prompt, seed: Int, count: Int, chunk: @escaping @Sendable (String) -> Void
  ) async throws -> TextUsage {
    guard case .chat(let text, _, _) = prompt else {
      throw TrialFault("PROMPT_UNREADABLE", "an engine without ids cannot read a synthetic prompt")
    }
    // A session of its own for each trial: it would remember the last one.
    let session = LanguageModelSession(model: model)
    let options = GenerationOptions(sampling: .greedy, maximumResponseTokens: count)
    var told = ""
    var usage: LanguageModelSession.Usage?
    do {
      for try await snapshot in session.streamResponse(to: text, options: options) {
        // Each has all of the text so far.
        let piece = String(snapshot.content.dropFirst(told.count))
        if !piece.isEmpty { chunk(piece) }
        told = snapshot.content
        usage = snapshot.usage
      }
    } catch {
      throw TrialFault("DECODE_FAILED", "the session ended: \(error)")
    }
    guard let usage else { throw TrialFault("DECODE_FAILED", "the session told nothing") }
    let generated = usage.totalTokenCount - usage.input.totalTokenCount
    return TextUsage(
      promptTokens: usage.input.totalTokenCount, generatedTokens: generated, cachedTokens: usage.input.cachedTokenCount,
      finishReason: generated < count ? .stop : .length)
  }

  func clear() {}
  func counters() -> EngineCounters? { nil }
  func close() {}
}
