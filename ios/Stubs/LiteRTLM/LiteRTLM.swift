// What Examples/LiteRTLM uses of LiteRT-LM (github.com/google-ai-edge/LiteRT-LM, October 2026), as these files declare it:
// swift/{Config,Engine,Conversation,ExperimentalFlags}.swift; `Message` as swift/ConversationTests.swift uses it. Nothing here runs.
public enum Backend: Equatable, Hashable, Sendable {
  case cpu(threadCount: Int? = nil)
  case gpu
}

public struct EngineConfig: Hashable, Sendable {
  public init(modelPath: String, backend: Backend = .cpu(), maxNumTokens: Int? = nil, cacheDir: String? = nil) throws {}
}

public struct SamplerConfig {
  public init(topK: Int, topP: Float, temperature: Float, seed: Int = 0) throws {}
}

public struct ConversationConfig {
  public init(samplerConfig: SamplerConfig? = nil) {}
}

public struct Message: Sendable {
  public init(_ text: String) {}
  public var toString: String { "" }
}

public struct BenchmarkInfo: Sendable {
  public let lastPrefillTokenCount: Int
  public let lastDecodeTokenCount: Int
}

public enum ExperimentalFlags {
  public static func optIntoExperimentalAPIs() {}
  public nonisolated(unsafe) static var enableBenchmark = false
}

public actor Engine {
  public init(engineConfig: EngineConfig) {}
  public func initialize() throws {}
  public func createConversation(with config: ConversationConfig? = nil) throws -> Conversation { fatalError() }
}

public final class Conversation: Sendable {
  public func sendMessageStream(_ message: Message, maxOutputTokens: Int? = nil) -> AsyncThrowingStream<Message, Error> {
    AsyncThrowingStream { $0.finish() }
  }
  public func getBenchmarkInfo() throws -> BenchmarkInfo { fatalError() }
  public func close() {}
}
