import HeatsoakAgent
import HeatsoakChat
import HeatsoakLlama

/// llama.cpp as the engine of a chat.
public struct LlamaChatEngine: ChatEngine {
  /// llama.cpp itself is started with the first model.
  public init() {}

  /// Opens a GGUF file. Throws `MODEL_UNLOADABLE`.
  public func open(path: String, settings: EngineSettings) throws -> any ChatModel {
    let tokens = try LlamaEngine().load(path: path, settings: settings)
    guard let vocabulary = LlamaVocabulary(tokens) else {
      throw AgentError("MODEL_UNLOADABLE", "\(path) was opened by another engine")
    }
    return LlamaChatModel(tokens: tokens, vocabulary: vocabulary)
  }
}

private final class LlamaChatModel: ChatModel {
  let tokens: any TokenModel
  private let vocabulary: LlamaVocabulary

  init(tokens: any TokenModel, vocabulary: LlamaVocabulary) {
    self.tokens = tokens
    self.vocabulary = vocabulary
  }

  func ids(of messages: [ChatMessage]) throws -> [Int32] {
    try vocabulary.ids(of: messages.map { ($0.role.rawValue, $0.text) })
  }

  func bytes(of id: Int32) -> [UInt8] { vocabulary.bytes(of: id) }
  func endsAnswer(_ id: Int32) -> Bool { vocabulary.endsAnswer(id) }
}
