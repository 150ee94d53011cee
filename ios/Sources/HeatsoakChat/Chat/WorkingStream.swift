extension AsyncThrowingStream where Failure == any Error {
  /// A stream filled by a task, which is cancelled when nobody listens any more.
  static func working(_ work: @escaping @Sendable (Continuation) async throws -> Void) -> Self
  where Element: Sendable {
    Self { continuation in
      let task = Task {
        do {
          try await work(continuation)
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}
