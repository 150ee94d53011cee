// What Examples/FoundationModels uses of FoundationModels (iOS 26; usage and other models than the system's: iOS 27), as Apple's documentation
// declares it: developer.apple.com/documentation/foundationmodels. No SDK text of it exists outside Xcode. Nothing here runs.
public protocol LanguageModel: Sendable {}

public struct GenerationOptions: Sendable {
  public struct SamplingMode: Sendable {
    public static var greedy: SamplingMode { SamplingMode() }
  }
  public init(sampling: SamplingMode? = nil, temperature: Double? = nil, maximumResponseTokens: Int? = nil) {}
}

public final class LanguageModelSession: Sendable {
  public init(model: some LanguageModel) {}

  public struct Usage: Sendable {
    public struct Input: Sendable {
      public var totalTokenCount: Int
      public var cachedTokenCount: Int
    }
    public var input: Input
    public var totalTokenCount: Int
  }

  public struct ResponseStream<Content: Sendable>: AsyncSequence {
    public struct Snapshot: Sendable {
      public var content: Content
      public var usage: Usage
    }
    public struct AsyncIterator: AsyncIteratorProtocol {
      public mutating func next() async throws -> Snapshot? { nil }
    }
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
  }

  public func streamResponse(to prompt: String, options: GenerationOptions = GenerationOptions()) -> sending ResponseStream<
    String
  > { ResponseStream() }
}
