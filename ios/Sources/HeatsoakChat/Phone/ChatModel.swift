import HeatsoakAgent

/// An engine whose models can also speak.
public protocol ChatEngine: Sendable {
  /// Opens the model. Throws `AgentError`.
  func open(path: String, settings: EngineSettings) throws -> any ChatModel
}

/// What a chat needs of a model beyond ids.
public protocol ChatModel: AnyObject {
  /// The same model as the bench knows it.
  var tokens: any TokenModel { get }
  /// Ids of the messages through the model's own template, up to where the answer begins. Throws where it has none.
  func ids(of messages: [ChatMessage]) throws -> [Int32]
  /// The bytes of an id; a character may be spread over several.
  func bytes(of id: Int32) -> [UInt8]
  /// Whether the id ends an answer.
  func endsAnswer(_ id: Int32) -> Bool
}
