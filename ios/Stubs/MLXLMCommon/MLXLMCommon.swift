// What Examples/MLX uses of mlx-swift-lm (github.com/ml-explore/mlx-swift-lm at 14414441, August 2026), as these files declare it:
// Libraries/MLXLMCommon/{Evaluate,LanguageModel,ModelFactory,Tokenizer,TokenizerLoader}.swift. Nothing here runs.
import Foundation
import MLX

public protocol LanguageModel: AnyObject {}

public protocol KVCache {}

public struct LMInput {
  public struct Text {
    public init(tokens: MLXArray, mask: MLXArray? = nil) {}
  }
  public init(text: Text) {}
}

public struct GenerateParameters: Sendable {
  public init(maxTokens: Int? = nil, temperature: Float = 0.6) {}
}

public struct TokenIterator: Sequence, IteratorProtocol {
  public init(
    input: LMInput, model: any LanguageModel, cache: [KVCache]? = nil, parameters: GenerateParameters
  ) throws {}
  public mutating func next() -> Int? { nil }
}

public protocol Tokenizer: Sendable {
  func encode(text: String, addSpecialTokens: Bool) -> [Int]
  func convertTokenToId(_ token: String) -> Int?
  var bosToken: String? { get }
}

public protocol TokenizerLoader: Sendable {
  func load(from directory: URL) async throws -> any Tokenizer
}

public struct ModelContext {
  public var model: any LanguageModel
  public var tokenizer: any Tokenizer
}

public func loadModel(from directory: URL, using tokenizerLoader: any TokenizerLoader) async throws -> sending ModelContext
{
  fatalError()
}
