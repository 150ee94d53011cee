// What Examples/CoreAI uses of Core AI's language models (github.com/apple/coreai-models at 86b363dc, August 2026, iOS 27), as these files
// declare it: swift/Sources/CoreAILanguageModels/{InferenceEngines/InferenceEngine,LanguageModel/CoreAIRunner,Bundle/LanguageBundle,
// Samplers/SamplingConfiguration}.swift. Nothing here runs.
import Foundation

public struct InferenceOutput: Sendable {
  public let tokenId: Int32
}

public struct InferenceOptions: Sendable {
  public init(maxTokens: Int? = nil, includeLogits: Bool = false, forcedContinuation: [Int32]? = nil) {}
}

public struct SamplingConfiguration: Sendable {
  public static let greedy = SamplingConfiguration()
}

public protocol InferenceOutputSequence: AsyncSequence where Element == InferenceOutput {}

public protocol InferenceEngine: Sendable {
  associatedtype OutputSequence: InferenceOutputSequence
  func generate(
    with input: [Int32], samplingConfiguration: SamplingConfiguration, inferenceOptions: InferenceOptions
  ) async throws -> OutputSequence
  func reset() async throws
  func cancel() async throws
  var lastPrefixHitCount: Int { get }
}

public struct LanguageBundle: Sendable {
  public init(at url: URL) throws {}
  public var vocabSize: Int { 0 }
}

public struct CoreAIRunner: Sendable {
  public init(bundle: LanguageBundle, variant: String? = nil) {}
  public func makeInferenceEngine() async throws -> any InferenceEngine { fatalError() }
}
