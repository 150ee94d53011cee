import ExecuTorchLLM
import Foundation
import HeatsoakAgent

/// ExecuTorch's text runner as an engine. It calls back with the text of each token on the thread that asked, no ids: time to the first token
/// and speed are valid. It tells no count of the prompt's tokens, so there is no speed of reading.
struct ExecuTorchEngine: TextEngine {
  let name = "executorch"
  /// As the app pins it; the package does not tell.
  let version: String
  /// Of the model, such as `<|eot_id|>`, in the order of their ids.
  let specialTokens: [String]
  /// What the .pte file was exported for, such as `coreml` or `xnnpack`: the runner does not tell.
  let backend: String

  /// `path` is a .pte file; its tokenizer lies beside it.
  func load(path: String, settings: EngineSettings) async throws -> any TextModel {
    let tokenizer = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("tokenizer.model")
    let runner = TextRunner(modelPath: path, tokenizerPath: tokenizer.path, specialTokens: specialTokens)
    do { try runner.load() } catch {
      throw AgentError("MODEL_UNLOADABLE", "ExecuTorch cannot load \(path): \(error)")
    }
    return ExecuTorchModel(runner: runner, backend: backend)
  }
}

/// The agent runs one generation at a time, so that one thread at a time touches the runner: hence `@unchecked`.
final class ExecuTorchModel: TextModel, @unchecked Sendable {
  let facts: ModelFacts
  private let runner: TextRunner

  init(runner: TextRunner, backend: String) {
    self.runner = runner
    facts = ModelFacts(backend: backend)
  }

  func stream(
    _ prompt: Prompt, seed: Int, count: Int, chunk: @escaping @Sendable (String) -> Void
  ) async throws -> TextUsage {
    // It applies no template.
    guard case .chat(_, let rendered?, _) = prompt else {
      throw TrialFault("PROMPT_UNREADABLE", "an engine without ids cannot read a synthetic prompt")
    }
    let config = Config {
      $0.isEchoEnabled = false
      $0.maximumNewTokens = count
      $0.temperature = 0
    }
    var tokens = 0
    do {
      try runner.generate(rendered, config) { piece in
        tokens += 1
        if !piece.isEmpty { chunk(piece) }
      }
    } catch {
      throw TrialFault("DECODE_FAILED", "ExecuTorch ended: \(error)")
    }
    return TextUsage(
      promptTokens: 0, generatedTokens: tokens, cachedTokens: nil, finishReason: tokens < count ? .stop : .length)
  }

  func clear() { runner.reset() }
  func counters() -> EngineCounters? { nil }
  func close() {}
}
