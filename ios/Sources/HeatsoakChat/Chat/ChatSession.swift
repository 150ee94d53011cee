import Observation

/// A chat as a screen shows it: its messages, the question that is being written, and the answer that is on its way.
@MainActor @Observable public final class ChatSession {
  /// All that was said.
  public private(set) var conversation = Conversation()
  /// What the user is writing.
  public var draft = ""
  private var answering: Task<Void, Never>?

  /// An empty chat.
  public init() {}

  /// Whether there is something to send and nobody is answering.
  public var canSend: Bool { !conversation.isAnswering && !draft.allSatisfy(\.isWhitespace) }

  /// Asks what is written. The work goes on in the background until the answer ends or `stop` is called.
  public func send(to answerer: any Answerer, limit: Int) {
    guard conversation.ask(draft) else { return }
    draft = ""
    let messages = conversation.forModel
    answering = Task { await listen(to: answerer.answer(messages, limit: limit)) }
  }

  /// Ends the answer; what has come stays.
  public func stop() {
    conversation.stop()
    answering?.cancel()
  }

  /// Begins anew.
  public func clear() {
    stop()
    conversation = Conversation()
  }

  /// Returns when no answer is on its way.
  public func finished() async { await answering?.value }

  private func listen(to parts: AsyncThrowingStream<AnswerPart, any Error>) async {
    do {
      for try await part in parts {
        // What was on its way when the user stopped belongs to no message.
        if Task.isCancelled { return }
        conversation.take(part)
      }
      if !Task.isCancelled { conversation.finish() }
    } catch {
      if !Task.isCancelled { conversation.fail(.of(error)) }
    }
  }
}
