import Foundation

/// One message of a conversation.
public struct ChatMessage: Sendable, Equatable, Identifiable {
  /// Who wrote it, by the words that chat templates and servers use.
  public enum Role: String, Sendable, Codable {
    case system
    case user
    case assistant
  }

  /// How far an answer is.
  public enum State: Sendable, Equatable {
    case complete
    case streaming
    /// Ended by the user; what had come stays.
    case stopped
    case failed(ChatProblem)
  }

  /// Names it within its conversation.
  public let id: UUID
  /// Who wrote it.
  public let role: Role
  /// As far as it has come.
  public var text: String
  /// How far it is.
  public var state: State
  /// Where an answer was made; nil until that is known, and for questions.
  public var origin: AnswerOrigin?
  /// What an answer took; nil until it has ended.
  public var numbers: AnswerNumbers?

  /// A message that is complete unless another state is given.
  public init(role: Role, text: String, state: State = .complete) {
    id = UUID()
    self.role = role
    self.text = text
    self.state = state
  }
}

/// Where an answer is made.
public enum AnswerOrigin: Sendable, Equatable {
  /// On this phone, by the model of this name.
  case phone(model: String)
  /// On a server, which the reader must be told.
  case server(host: String, because: ServerReason)
}

/// Why a server answers and not the phone.
public enum ServerReason: Sendable, Equatable {
  /// The settings say so.
  case chosen
  /// There is no model on the phone.
  case noModel
  /// The phone could not: see the problem.
  case phoneFailed(ChatProblem)
}

/// What an answer took, as far as it can be known.
public struct AnswerNumbers: Sendable, Equatable {
  /// Tokens of the whole prompt; nil where a server does not say.
  public var promptTokens: Int?
  /// Prompt tokens that came from the cache of an earlier turn.
  public var cachedTokens: Int?
  /// Tokens of the answer; of a server its own count, or nil.
  public var generatedTokens: Int?
  /// From the question to the first token.
  public var firstTokenSeconds: Double?
  /// After the first token; nil below two tokens.
  public var tokensPerSecond: Double?
  /// Oldest messages that were left out because the context was full.
  public var messagesLeftOut = 0

  /// Nothing is known yet.
  public init() {}
}
