/// A model in memory; one generation at a time.
public protocol LoadedModel: AnyObject {
  /// What the engine says of it.
  var facts: ModelFacts { get }
  /// Empties the key-value cache.
  func clear()
  /// The engine's own counters since the last call, or nil. Read outside measured windows only.
  func counters() -> EngineCounters?
  /// Gives the memory back.
  func close()
}

/// A model whose tokens come one by one on the calling thread: no hop between a token and its stamp.
public protocol TokenModel: LoadedModel {
  /// Ids that the model knows.
  var vocabularySize: Int { get }
  /// Prompt ids that came from a cache in the last generation; 0 where the cache was cleared.
  var cachedTokens: Int { get }
  /// Whether the last generation handed over several ids at once.
  var isBundled: Bool { get }
  /// llama-bench's way through the engine; nil where it has none.
  var raw: (any RawDecoder)? { get }

  /// Ids of a rendered prompt, special tokens parsed; the model's BOS before them where `addBos`.
  func tokenize(_ text: String, addBos: Bool) throws -> [Int32]
  /// Keeps in the key-value cache what `ids` begin with, and takes the rest out; `generate` of the same ids then reads only those
  /// after it. Returns how many are kept, which is always fewer than all.
  func reuse(_ ids: [Int32]) throws -> Int
  /// Greedy ids after the prompt, end of sequence ignored. `each` is called when an id is there and says whether to go on.
  func generate(_ prompt: [Int32], count: Int, each: (Int32) throws -> Bool) throws
  /// Teacher-forced, cache emptied first: `row` gets the natural logs of the probabilities of every id after each of `ids`,
  /// for the length of its call. Slow, so never in a measured window.
  func score(_ ids: [Int32], row: (Int, UnsafeBufferPointer<Float>) -> Void) throws
}

extension TokenModel {
  /// Most engines empty their cache.
  public var cachedTokens: Int { 0 }
  /// Most engines hand over one id at a time.
  public var isBundled: Bool { false }
  /// Most engines have no such path.
  public var raw: (any RawDecoder)? { nil }

  /// An engine that reads every prompt from its beginning cannot run a conversation.
  public func reuse(_ ids: [Int32]) throws -> Int {
    throw AgentError("CONVERSATION_UNSUPPORTED", "this engine keeps no context from turn to turn")
  }
}

/// Decodes forced ids and samples nothing: what llama-bench times.
public protocol RawDecoder: AnyObject {
  /// Decodes `ids` from `position` on and returns when the backend is done; logits only of the last id, and only `withLogits`.
  func decode(_ ids: ArraySlice<Int32>, position: Int, withLogits: Bool) throws
  /// Takes everything that was decoded out of the cache.
  func clear()
}

/// What an engine without ids counted for one generation.
public struct TextUsage: Sendable, Equatable {
  /// Prompt tokens after the chat template.
  public var promptTokens: Int
  /// Tokens of the answer.
  public var generatedTokens: Int
  /// Prompt tokens from a cache; nil where the engine does not tell.
  public var cachedTokens: Int?
  /// Why it ended.
  public var finishReason: FinishReason

  /// What the engine counted.
  public init(promptTokens: Int, generatedTokens: Int, cachedTokens: Int?, finishReason: FinishReason) {
    self.promptTokens = promptTokens
    self.generatedTokens = generatedTokens
    self.cachedTokens = cachedTokens
    self.finishReason = finishReason
  }
}

/// Why a generation ended.
public enum FinishReason: String, Sendable {
  /// As many tokens as planned.
  case length
  /// The model ended before.
  case stop
  /// The engine could not go on; what came until then is in the log and counts for nothing.
  case error
  /// Somebody ended it, such as the app's own screen.
  case cancelled
}

/// A model that answers with text from tasks of its own.
public protocol TextModel: LoadedModel, Sendable {
  /// Streams an answer of at most `count` tokens. `chunk` is called for each piece that is not empty, as soon as it is there.
  /// Throws `TrialFault` when this generation failed and the next may not.
  func stream(_ prompt: Prompt, seed: Int, count: Int, chunk: @escaping @Sendable (String) -> Void) async throws
    -> TextUsage
}
