import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A server that speaks OpenAI's chat protocol, such as llama-server or Ollama on one's own Mac.
public struct ServerSettings: Sendable, Equatable {
  /// Up to and with `/v1`.
  public let base: URL
  /// As the server calls it.
  public let model: String
  /// Sent as a bearer token; nil where the server wants none.
  public let key: String?

  /// A server by its address.
  public init(base: URL, model: String, key: String?) {
    self.base = base
    self.model = model
    self.key = key
  }

  /// What the reader knows it by.
  public var host: String { base.host ?? base.absoluteString }
}

/// Answers from such a server, token by token as it streams them.
public struct ServerAnswerer: Answerer {
  private let settings: ServerSettings
  private let reason: ServerReason

  /// `because` is what the reader is told.
  public init(_ settings: ServerSettings, because reason: ServerReason = .chosen) {
    self.settings = settings
    self.reason = reason
  }

  /// The same server for another reason.
  func because(_ reason: ServerReason) -> ServerAnswerer { ServerAnswerer(settings, because: reason) }

  /// See `Answerer`.
  public func answer(_ messages: [ChatMessage], limit: Int) -> AsyncThrowingStream<AnswerPart, any Error> {
    .working { continuation in
      continuation.yield(.began(.server(host: settings.host, because: reason)))
      let answer = ServerAnswer { continuation.yield($0) }
      do {
        try await HTTPExchange(head: answer.head, piece: answer.piece).run(request(messages, limit: limit))
        try answer.finish()
      } catch let error where !(error is CancellationError) {
        throw ChatProblem.of(error, host: settings.host)
      }
    }
  }

  private func request(_ messages: [ChatMessage], limit: Int) throws -> URLRequest {
    var request = URLRequest(url: settings.base.appendingPathComponent("chat/completions"))
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue("text/event-stream", forHTTPHeaderField: "Accept")
    if let key = settings.key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
    let body = ChatCompletionRequest(
      model: settings.model, messages: messages.map { .init(role: $0.role.rawValue, content: $0.text) },
      max_tokens: limit)
    request.httpBody = try JSONEncoder().encode(body)
    return request
  }
}
