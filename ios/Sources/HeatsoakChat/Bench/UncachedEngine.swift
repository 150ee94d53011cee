import HeatsoakAgent

/// An engine as a bench may use it in an app that has a prompt cache: while its model is open the lock is held, and a prompt that
/// came from a cache although nobody asked for it ends the launch with `PROMPT_CACHED`. Nothing is added between two tokens.
public struct UncachedEngine: TokenEngine {
  private let engine: any TokenEngine
  private let lock: BenchLock

  /// `lock` is the one that the chat looks at.
  public init(_ engine: any TokenEngine, lock: BenchLock) {
    self.engine = engine
    self.lock = lock
  }

  /// Of the engine itself.
  public var name: String { engine.name }
  /// Of the engine itself.
  public var version: String { engine.version }
  /// Of the engine itself.
  public var compileFlags: String? { engine.compileFlags }

  /// Opens the model and takes the lock.
  public func load(path: String, settings: EngineSettings) throws -> any TokenModel {
    lock.take()
    do {
      return UncachedModel(try engine.load(path: path, settings: settings), lock: lock)
    } catch {
      lock.release()
      throw error
    }
  }
}

private final class UncachedModel: TokenModel {
  private let model: any TokenModel
  private let lock: BenchLock
  /// What a conversation of the plan asked to be kept for the next generation; a plan without one asks for nothing.
  private var asked = 0
  private var isOpen = true

  init(_ model: any TokenModel, lock: BenchLock) {
    self.model = model
    self.lock = lock
  }

  deinit { giveBack() }

  var facts: ModelFacts { model.facts }
  var vocabularySize: Int { model.vocabularySize }
  var cachedTokens: Int { model.cachedTokens }
  var isBundled: Bool { model.isBundled }
  var raw: (any RawDecoder)? { model.raw }

  func tokenize(_ text: String, addBos: Bool) throws -> [Int32] { try model.tokenize(text, addBos: addBos) }

  func reuse(_ ids: [Int32]) throws -> Int {
    asked = try model.reuse(ids)
    return asked
  }

  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws {
    defer { asked = 0 }
    try model.generate(prompt, count: count, each: each)
    guard model.cachedTokens <= asked else {
      throw AgentError(
        "PROMPT_CACHED",
        "\(model.cachedTokens) tokens of the prompt came from a cache, and the plan asked for \(asked)")
    }
  }

  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws { try model.score(ids, row: row) }
  func counters() -> EngineCounters? { model.counters() }

  func clear() {
    asked = 0
    model.clear()
  }

  func close() {
    model.close()
    giveBack()
  }

  private func giveBack() {
    if isOpen { lock.release() }
    isOpen = false
  }
}
