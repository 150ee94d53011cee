import Synchronization

/// Whether a bench runs in this process. While it does, nothing else may use a model, and no prompt may come from a cache.
public final class BenchLock: Sendable {
  private let benches = Mutex(0)

  /// No bench runs yet.
  public init() {}

  /// Whether one runs now.
  public var isHeld: Bool { benches.withLock { $0 > 0 } }

  func take() { benches.withLock { $0 += 1 } }

  func release() { benches.withLock { $0 -= 1 } }
}
