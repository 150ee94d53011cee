/// Who answers a conversation: a model on the phone, or a server.
public protocol Answerer: Sendable {
  /// Streams the answer to the last message, of at most `limit` tokens. The stream ends when the answer is whole, and throws a
  /// `ChatProblem` where it cannot be given; who stops listening stops the work.
  func answer(_ messages: [ChatMessage], limit: Int) -> AsyncThrowingStream<AnswerPart, any Error>
}

/// What an answerer tells while it answers.
public enum AnswerPart: Sendable, Equatable {
  /// It has begun, and this is who it is.
  case began(AnswerOrigin)
  /// More of the answer: whole characters.
  case text(String)
  /// What it took, at the end.
  case numbers(AnswerNumbers)
}
