// What Examples/ExecuTorch uses of ExecuTorch (github.com/pytorch/executorch, extension/llm/apple/ExecuTorchLLM/Exported/{ExecuTorchLLMTextRunner,
// ExecuTorchLLMConfig}.h), under the Swift names that those headers give. All of it is marked experimental there. Nothing here runs.
import Foundation

public final class Config: NSObject {
  public var isEchoEnabled = false
  public var maximumNewTokens = 0
  public var temperature = 0.0
  public init(_ block: (Config) -> Void) {}
}

public class TextRunner: NSObject {
  public init(modelPath: String, tokenizerPath: String, specialTokens: [String]) {}
  public func load() throws {}
  public func generate(_ prompt: String, _ config: Config, tokenCallback: ((String) -> Void)? = nil) throws {}
  public func reset() {}
}
