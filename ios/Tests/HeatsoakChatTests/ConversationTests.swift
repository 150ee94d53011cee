import Testing

@testable import HeatsoakChat

@Suite struct ConversationTests {
  private func conversation(_ change: (inout Conversation) -> Void) -> Conversation {
    var conversation = Conversation()
    conversation.ask("one")
    change(&conversation)
    return conversation
  }

  @Test func anAnswerGrowsAndIsWhole() {
    let conversation = conversation {
      $0.take(.began(.phone(model: "m")))
      $0.take(.text("a"))
      $0.take(.text("b"))
      $0.finish()
      $0.take(.text("too late"))
    }
    #expect(conversation.messages.map(\.text) == ["one", "ab"])
    #expect(conversation.messages.last?.origin == .phone(model: "m"))
    #expect(conversation.messages.last?.state == .complete)
    #expect(!conversation.isAnswering)
  }

  @Test func aBlankQuestionIsNoneAndOneIsAnsweredAfterTheOther() {
    var conversation = Conversation()
    let taken = [" \n ", " one ", "two"].map { conversation.ask($0) }
    #expect(taken == [false, true, false])
    #expect(conversation.messages.map(\.text) == ["one", ""])
  }

  @Test func whatWasStoppedIsReadOnAndWhatFailedIsNot() {
    let stopped = conversation {
      $0.take(.text("half"))
      $0.stop()
      $0.ask("two")
    }
    #expect(stopped.forModel.map(\.text) == ["one", "half", "two"])
    let failed = conversation {
      $0.take(.text("half"))
      $0.fail(.noNetwork)
      $0.ask("two")
    }
    #expect(failed.forModel.map(\.text) == ["two"])
    let silent = conversation {
      $0.stop()
      $0.ask("two")
    }
    #expect(silent.forModel.map(\.text) == ["two"])
  }
}

/// Says what it is given, piece by piece, and then waits for as long as it is listened to.
private struct SlowAnswerer: Answerer {
  let pieces: [String]
  let stopped = Flag()

  func answer(_ messages: [ChatMessage], limit: Int) -> AsyncThrowingStream<AnswerPart, any Error> {
    .working { continuation in
      for piece in pieces { continuation.yield(.text(piece)) }
      do { try await Task.sleep(for: .seconds(60)) } catch {
        stopped.set()
        throw error
      }
    }
  }
}

@Suite(.timeLimit(.minutes(1))) @MainActor struct ChatSessionTests {
  private struct Echo: Answerer {
    func answer(_ messages: [ChatMessage], limit: Int) -> AsyncThrowingStream<AnswerPart, any Error> {
      .working { $0.yield(.text(messages.map(\.text).joined(separator: "|"))) }
    }
  }

  private struct Refuser: Answerer {
    func answer(_ messages: [ChatMessage], limit: Int) -> AsyncThrowingStream<AnswerPart, any Error> {
      .working { _ in throw ChatProblem.noNetwork }
    }
  }

  @Test func whatIsWrittenIsAskedAndAnswered() async {
    let session = ChatSession()
    #expect(!session.canSend)
    session.draft = "one"
    #expect(session.canSend)
    session.send(to: Echo(), limit: 8)
    #expect(session.draft.isEmpty)
    await session.finished()
    session.draft = "two"
    session.send(to: Echo(), limit: 8)
    await session.finished()
    #expect(session.conversation.messages.map(\.text) == ["one", "one", "two", "one|one|two"])
    session.clear()
    #expect(session.conversation.messages.isEmpty)
  }

  @Test func stoppingKeepsWhatCameAndEndsTheWork() async {
    let session = ChatSession()
    let answerer = SlowAnswerer(pieces: ["a", "b"])
    session.draft = "one"
    session.send(to: answerer, limit: 8)
    while session.conversation.messages.last?.text != "ab" { await Task.yield() }
    session.stop()
    await session.finished()
    #expect(session.conversation.messages.last?.state == .stopped)
    #expect(session.conversation.messages.last?.text == "ab")
    while !answerer.stopped.isSet { await Task.yield() }
  }

  @Test func aProblemStandsInTheAnswer() async {
    let session = ChatSession()
    session.draft = "one"
    session.send(to: Refuser(), limit: 8)
    await session.finished()
    #expect(session.conversation.messages.last?.state == .failed(.noNetwork))
  }
}
