import Foundation

/// The messages of a chat, and what may happen to them: a question is asked, its answer grows, and ends in one of three ways.
public struct Conversation: Sendable, Equatable {
  /// In their order; an answer stands behind its question.
  public private(set) var messages: [ChatMessage] = []

  /// An empty one.
  public init() {}

  /// Whether an answer is on its way.
  public var isAnswering: Bool { messages.last?.state == .streaming }

  /// What a model reads: all that was said, without answers that failed and the questions they were to answer.
  public var forModel: [ChatMessage] {
    var read: [ChatMessage] = []
    for message in messages {
      switch message.state {
      case .complete: read.append(message)
      case .stopped where !message.text.isEmpty: read.append(message)
      case .streaming: break
      case .failed, .stopped: if read.last?.role == .user { read.removeLast() }
      }
    }
    return read
  }

  /// Puts a question and the place for its answer. Nothing happens to a blank question, or while an answer is on its way.
  @discardableResult public mutating func ask(_ question: String) -> Bool {
    let text = question.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty, !isAnswering else { return false }
    messages.append(ChatMessage(role: .user, text: text))
    messages.append(ChatMessage(role: .assistant, text: "", state: .streaming))
    return true
  }

  /// Takes what an answerer tells; nothing after the answer has ended.
  public mutating func take(_ part: AnswerPart) {
    change { answer in
      switch part {
      case .began(let origin): answer.origin = origin
      case .text(let text): answer.text += text
      case .numbers(let numbers): answer.numbers = numbers
      }
    }
  }

  /// The answer is whole.
  public mutating func finish() { change { $0.state = .complete } }

  /// The user has enough.
  public mutating func stop() { change { $0.state = .stopped } }

  /// The answer does not come; what had come stays.
  public mutating func fail(_ problem: ChatProblem) { change { $0.state = .failed(problem) } }

  private mutating func change(_ change: (inout ChatMessage) -> Void) {
    guard isAnswering, let last = messages.indices.last else { return }
    change(&messages[last])
  }
}
