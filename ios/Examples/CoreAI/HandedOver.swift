import Foundation
import Synchronization

/// What a task hands over to the agent's thread, in order.
final class HandedOver<Element: Sendable>: Sendable {
  private let waiting = Mutex<[Result<Element?, any Error>]>([])
  private let isThere = DispatchSemaphore(value: 0)

  /// One more; nil ends it.
  func add(_ element: Element?) { put(.success(element)) }

  /// It ends with an error.
  func end(_ error: any Error) { put(.failure(error)) }

  private func put(_ element: Result<Element?, any Error>) {
    waiting.withLock { $0.append(element) }
    isThere.signal()
  }

  /// Waits for the next one.
  func next() throws -> Element? {
    isThere.wait()
    return try waiting.withLock { $0.removeFirst() }.get()
  }
}
