import HeatsoakAgent
import Synchronization

/// A clock that stands still until the phone's body moves it.
final class VirtualClock: MonotonicClock {
  let name = "virtual"
  let resolutionUs = 1.0
  private let startedAt: String
  private let state = Mutex(State())

  private struct State {
    var us = 0.0
    var jumpedUs = 0.0
    var callbacks: [Int: Callback] = [:]
    var nextId = 0
  }

  private struct Callback: Sendable {
    let periodUs: Double
    var dueUs: Double
    let call: @Sendable () -> Void
  }

  /// `startedAt`: UTC at time zero.
  init(startedAt: String) { self.startedAt = startedAt }

  func now() -> Moment {
    // The harness's clock rounds halves up.
    state.withLock { Moment(nanoseconds: Int64(($0.us + $0.jumpedUs + 0.5).rounded(.down)) * 1000) }
  }

  func wallClock() -> String { startedAt }

  /// Moves on by `us` microseconds; what `every` registered is called on the way, at the time it is due.
  func advance(us: Double) {
    let target = state.withLock { $0.us + us }
    while let due = nextDue(before: target) { due() }
    state.withLock { $0.us = target }
  }

  /// Moves to the next time at which something is due. The lock is free again when it is called: it reads this clock.
  private func nextDue(before target: Double) -> (@Sendable () -> Void)? {
    state.withLock { state in
      let due = state.callbacks.filter { $0.value.dueUs <= target }
      guard let (id, callback) = due.min(by: { ($0.value.dueUs, $0.key) < ($1.value.dueUs, $1.key) }) else {
        return nil
      }
      state.us = callback.dueUs
      state.callbacks[id]?.dueUs += callback.periodUs
      return callback.call
    }
  }

  /// Shifts what the clock shows without anything having taken that long: a broken clock.
  func jump(us: Double) { state.withLock { $0.jumpedUs += us } }

  func every(milliseconds: Double, _ callback: @escaping @Sendable () -> Void) -> any Ticker {
    let periodUs = milliseconds * 1000
    return state.withLock { state in
      state.nextId += 1
      state.callbacks[state.nextId] = Callback(periodUs: periodUs, dueUs: state.us + periodUs, call: callback)
      return Registered(clock: self, id: state.nextId)
    }
  }

  private struct Registered: Ticker {
    let clock: VirtualClock
    let id: Int
    func stop() { clock.state.withLock { _ = $0.callbacks.removeValue(forKey: id) } }
  }
}
