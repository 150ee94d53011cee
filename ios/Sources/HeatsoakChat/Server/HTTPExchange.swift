import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request whose answer is taken piece by piece as it comes.
struct HTTPExchange {
  /// Called once, before the first piece. Who throws ends the exchange.
  let head: @Sendable (HTTPURLResponse) throws -> Void
  /// Called for each piece, in order. The next one waits until it returns. Who throws ends the exchange.
  let piece: @Sendable (Data) throws -> Void

  /// How long a server may say nothing; a long prompt is read in silence.
  static let longestSilenceSeconds = 120.0

  /// Returns when the answer is whole. Throws what `head` or `piece` threw, a `URLError`, or `CancellationError` where the task was
  /// cancelled; the connection is closed then.
  func run(_ request: URLRequest) async throws {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = Self.longestSilenceSeconds
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    let receiver = Receiver(self)
    let session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
    defer { session.finishTasksAndInvalidate() }
    let task = session.dataTask(with: request)
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        receiver.begin(continuation)
        task.resume()
      }
    } onCancel: {
      task.cancel()
    }
  }
}

/// What URLSession calls, on one queue of its own.
private final class Receiver: NSObject, URLSessionDataDelegate {
  private struct State {
    var waiting: CheckedContinuation<Void, any Error>?
    /// What one of ours threw: it is why the connection was closed.
    var refused: (any Error)?
  }

  private let exchange: HTTPExchange
  private let state = Mutex(State())

  init(_ exchange: HTTPExchange) { self.exchange = exchange }

  func begin(_ continuation: CheckedContinuation<Void, any Error>) { state.withLock { $0.waiting = continuation } }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    do {
      guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
      try exchange.head(response)
      completionHandler(.allow)
    } catch {
      refuse(error)
      completionHandler(.cancel)
    }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    if state.withLock({ $0.refused != nil }) { return }
    do { try exchange.piece(data) } catch {
      refuse(error)
      dataTask.cancel()
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    let (waiting, refused) = state.withLock { state in
      defer { state.waiting = nil }
      return (state.waiting, state.refused)
    }
    let wasCancelled = (error as? URLError)?.code == .cancelled
    if let error = refused ?? (wasCancelled ? CancellationError() : error) {
      waiting?.resume(throwing: error)
    } else {
      waiting?.resume()
    }
  }

  private func refuse(_ error: any Error) { state.withLock { $0.refused = $0.refused ?? error } }
}
