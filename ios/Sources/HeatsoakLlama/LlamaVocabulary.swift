import Foundation
import HeatsoakAgent
import llama

/// What llama.cpp knows of a model's words: what a chat needs beyond ids.
public struct LlamaVocabulary {
  private let model: LlamaModel

  /// Nil for a model of another engine.
  public init?(_ model: any TokenModel) {
    guard let model = model as? LlamaModel else { return nil }
    self.model = model
  }

  /// The bytes of an id, nothing for one that is no text; a character may be spread over several ids.
  public func bytes(of id: Int32) -> [UInt8] {
    var text = [CChar](repeating: 0, count: 64)
    var count = llama_token_to_piece(model.vocabulary, id, &text, Int32(text.count), 0, false)
    if count < 0 {
      text = [CChar](repeating: 0, count: Int(-count))
      count = llama_token_to_piece(model.vocabulary, id, &text, Int32(text.count), 0, false)
    }
    return text.prefix(Int(max(0, count))).map { UInt8(bitPattern: $0) }
  }

  /// Whether the id ends an answer.
  public func endsAnswer(_ id: Int32) -> Bool { llama_vocab_is_eog(model.vocabulary, id) }

  /// Ids of a chat through the model's own template, up to where the answer begins. Roles are `system`, `user`, `assistant`. Throws
  /// `TEMPLATE_MISSING` where the model has none that llama.cpp knows.
  public func ids(of messages: [(role: String, text: String)]) throws -> [Int32] {
    try model.tokenize(rendered(messages), addBos: llama_vocab_get_add_bos(model.vocabulary))
  }

  func rendered(_ messages: [(role: String, text: String)]) throws -> String {
    let texts = messages.flatMap { [strdup($0.role), strdup($0.text)] }
    defer { texts.forEach { free($0) } }
    let chat = stride(from: 0, to: texts.count, by: 2).map {
      llama_chat_message(role: texts[$0], content: texts[$0 + 1])
    }
    // As llama.cpp recommends, and room for the template's own words.
    var size = messages.reduce(1024) { $0 + 2 * $1.text.utf8.count }
    while true {
      var text = [CChar](repeating: 0, count: size)
      let template = llama_model_chat_template(model.model, nil)
      let count = llama_chat_apply_template(template, chat, chat.count, true, &text, Int32(size))
      guard template != nil, count >= 0 else {
        throw AgentError("TEMPLATE_MISSING", "the model names no chat template that llama.cpp knows")
      }
      if Int(count) <= size {
        return String(decoding: text.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
      size = Int(count)
    }
  }
}
