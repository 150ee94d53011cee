import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The answer of one exchange, as URLSession's queue hands it over.
final class ServerAnswer: Sendable {
  /// More of an error's text is of no use to a reader.
  private static let longestReason = 500
  private static let longestBody = 64 << 10

  private struct State {
    var status = 200
    var events = ServerSentEvents()
    /// Of a refusal.
    var body = Data()
    var numbers = AnswerNumbers()
    var isDone = false
    let start = ContinuousClock.now
  }

  private let tell: @Sendable (AnswerPart) -> Void
  private let state = Mutex(State())

  init(_ tell: @escaping @Sendable (AnswerPart) -> Void) { self.tell = tell }

  /// A refusal's body holds its reason, so it is read to its end.
  func head(_ response: HTTPURLResponse) { state.withLock { $0.status = response.statusCode } }

  func piece(_ data: Data) throws {
    try state.withLock { state in
      guard state.status == 200 else {
        state.body += data.prefix(Self.longestBody - state.body.count)
        return
      }
      for event in state.events.take(data) { try take(event, &state) }
    }
  }

  /// Throws where the server refused, or left before it said that it was done.
  func finish() throws {
    try state.withLock { state in
      guard state.status == 200 else {
        let said = (try? JSONDecoder().decode(ServerErrorBody.self, from: state.body))?.error?.message
        let reason = said ?? String(decoding: state.body, as: UTF8.self)
        throw ChatProblem.serverRefused(status: state.status, reason: String(reason.prefix(Self.longestReason)))
      }
      guard state.isDone else { throw URLError(.networkConnectionLost) }
      tell(.numbers(state.numbers))
    }
  }

  private func take(_ event: String, _ state: inout State) throws {
    if event == "[DONE]" {
      state.isDone = true
      return
    }
    let chunk = try JSONDecoder().decode(ChatCompletionChunk.self, from: Data(event.utf8))
    if let error = chunk.error {
      throw ChatProblem.serverRefused(status: state.status, reason: error.message ?? "")
    }
    if let text = chunk.choices?.first?.delta?.content, !text.isEmpty {
      if state.numbers.firstTokenSeconds == nil {
        state.numbers.firstTokenSeconds = (ContinuousClock.now - state.start) / .seconds(1)
      }
      tell(.text(text))
    }
    guard let usage = chunk.usage else { return }
    state.numbers.promptTokens = usage.prompt_tokens
    state.numbers.cachedTokens = usage.prompt_tokens_details?.cached_tokens
    state.numbers.generatedTokens = usage.completion_tokens
  }
}
