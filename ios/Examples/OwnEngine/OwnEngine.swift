import HeatsoakAgent

/// An adapter for an engine of one's own that shows token ids, with what every adapter has to answer. `Runtime` stands for the engine.
struct OwnEngine: TokenEngine {
  let name = "own engine"
  let version = "1.0"

  func load(path: String, settings: EngineSettings) throws -> any TokenModel {
    guard let runtime = Runtime(path: path, contextTokens: settings.contextTokens) else {
      throw AgentError("MODEL_UNLOADABLE", "the engine cannot load \(path)")
    }
    return OwnModel(runtime: runtime)
  }
}

final class OwnModel: TokenModel {
  /// What really runs, never what was asked for.
  let facts = ModelFacts(backend: "cpu")
  private let runtime: Runtime

  init(runtime: Runtime) { self.runtime = runtime }

  var vocabularySize: Int { runtime.vocabularySize }

  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] {
    (addBos ? [runtime.bos] : []) + runtime.tokenize(text)
  }

  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    var id = runtime.read(prompt)
    for left in stride(from: count, to: 0, by: -1) {
      // On this thread, as soon as the id is known: here the agent reads its clock.
      if try !each(id) || left == 1 { return }
      id = runtime.next(after: id)
    }
  }

  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws {
    throw AgentError("SCORES_MISSING", "this engine gives no probabilities")
  }

  func clear() { runtime.forget() }
  func counters() -> EngineCounters? { nil }
  func close() {}
}

/// In place of an engine.
struct Runtime {
  let vocabularySize = 32_064
  let bos: Int32 = 1
  init?(path: String, contextTokens: Int) {}
  func tokenize(_ text: String) -> [Int32] { [] }
  func read(_ prompt: [Int32]) -> Int32 { 0 }
  func next(after id: Int32) -> Int32 { id }
  func forget() {}
}
