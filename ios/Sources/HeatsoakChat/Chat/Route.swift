/// Where answers may come from.
public enum AnswerMode: String, Sendable, Codable, CaseIterable {
  /// Nothing leaves the phone.
  case offline
  /// The phone answers; where it cannot, the server does.
  case fallback
  /// The server answers.
  case online
}

/// Asks the phone or the server as the mode wants, and says of every answer whose it is. A phone that fails before its first
/// word is replaced by the server where that is allowed; afterwards an answer stays where it was begun.
public struct Route: Answerer {
  private let mode: AnswerMode
  private let phone: (any Answerer)?
  private let server: ServerAnswerer?

  /// `phone` is nil where there is no model, `server` where none is named.
  public init(mode: AnswerMode, phone: (any Answerer)?, server: ServerAnswerer?) {
    self.mode = mode
    self.phone = phone
    self.server = server
  }

  /// See `Answerer`.
  public func answer(_ messages: [ChatMessage], limit: Int) -> AsyncThrowingStream<AnswerPart, any Error> {
    .working { continuation in
      let mayAskServer = mode != .offline
      if mode != .online, let phone {
        do {
          try await pass(phone.answer(messages, limit: limit), to: continuation)
          return
        } catch let failure as BeforeFirstWord {
          guard mayAskServer, let server, failure.problem.mayServerHelp else { throw failure.problem }
          let answer = server.because(.phoneFailed(failure.problem)).answer(messages, limit: limit)
          for try await part in answer { continuation.yield(part) }
          return
        }
      }
      guard mayAskServer, let server else { throw ChatProblem.nobodyAnswers }
      let reason: ServerReason = mode == .online ? .chosen : .noModel
      for try await part in server.because(reason).answer(messages, limit: limit) { continuation.yield(part) }
    }
  }

  private struct BeforeFirstWord: Error { let problem: ChatProblem }

  private func pass(
    _ parts: AsyncThrowingStream<AnswerPart, any Error>,
    to continuation: AsyncThrowingStream<AnswerPart, any Error>.Continuation
  ) async throws {
    var hasSpoken = false
    do {
      for try await part in parts {
        if case .text = part { hasSpoken = true }
        continuation.yield(part)
      }
    } catch  where !hasSpoken && !(error is CancellationError) {
      throw BeforeFirstWord(problem: .of(error))
    }
  }
}

extension ChatProblem {
  /// A bench wants silence, not another answerer; and a question that no context holds is too long for most servers too.
  fileprivate var mayServerHelp: Bool { self != .benchRuns }
}
