import Dispatch
import Synchronization

extension TokenWindow {
  /// Streams once and stamps each chunk where it arrives. The calling thread waits; the engine's tasks do the work.
  static func measure(_ trial: Trial, _ model: any TextModel, clock: any MonotonicClock) throws -> TokenWindow {
    let (step, seed) = (trial.step, trial.seed)
    let start = clock.now()
    let stamps = SharedStamps(from: start, expecting: step.generateTokens)
    let usage = try waiting {
      try await model.stream(step.prompt, seed: seed, count: step.generateTokens) { chunk in
        // An empty chunk is no token.
        if !chunk.isEmpty { stamps.append(clock.now()) }
      }
    }
    let deltasUs = stamps.deltasUs
    return TokenWindow(
      promptTokens: usage.promptTokens, generatedTokens: usage.generatedTokens, cachedTokens: usage.cachedTokens,
      finishReason: usage.finishReason, start: start, deltasUs: deltasUs, ids: nil,
      // What this process computes says nothing of another one that does the work.
      isBundled: deltasUs.count != usage.generatedTokens, cpuUs: nil)
  }
}

/// Stamps that come from an engine's own tasks.
private final class SharedStamps: Sendable {
  private let stamps: Mutex<Stamps>

  init(from start: Moment, expecting count: Int) {
    var stamps = Stamps(expecting: count)
    stamps.append(start)
    self.stamps = Mutex(stamps)
  }

  func append(_ moment: Moment) { stamps.withLock { $0.append(moment) } }

  var deltasUs: [Int64] { stamps.withLock { $0.deltasUs } }
}

/// Runs asynchronous work and blocks this thread until it is done. The bench has a thread of its own, which nothing else waits for: an
/// engine that loads asynchronously may use it too.
public func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
  let done = DispatchSemaphore(value: 0)
  let outcome = Outcome<Value>()
  Task {
    do { outcome.set(.success(try await work())) } catch { outcome.set(.failure(error)) }
    done.signal()
  }
  done.wait()
  return try outcome.get()
}

private final class Outcome<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)

  func set(_ value: Result<Value, any Error>) { result.withLock { $0 = value } }

  func get() throws -> Value {
    guard let value = result.withLock({ $0 }) else { throw AgentError("AGENT_FAILED", "the work left no result") }
    return try value.get()
  }
}
