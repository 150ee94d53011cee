import CHeatsoakProbes
import Dispatch
import Foundation

/// The system's monotonic clock, from now on.
public struct SystemClock: MonotonicClock {
  /// The system's own name for it.
  public let name = String(cString: heatsoak_clock_name())
  /// The log has whole microseconds.
  public let resolutionUs = 1.0
  private let startedAt = heatsoak_clock_ns()

  /// A clock that starts now.
  public init() {}

  /// Now.
  public func now() -> Moment { Moment(nanoseconds: Int64(heatsoak_clock_ns() - startedAt)) }

  /// UTC now, ISO 8601.
  public func wallClock() -> String { Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }

  /// Calls back on a queue of its own, without the delays that save power elsewhere.
  public func every(milliseconds: Double, _ callback: @escaping @Sendable () -> Void) -> any Ticker {
    let queue = DispatchQueue(label: "heatsoak.sampler", qos: .userInitiated)
    let timer = DispatchSource.makeTimerSource(flags: .strict, queue: queue)
    let period = DispatchTimeInterval.nanoseconds(Int(milliseconds * 1e6))
    timer.schedule(deadline: .now() + period, repeating: period, leeway: .nanoseconds(0))
    timer.setEventHandler(handler: callback)
    timer.resume()
    return TimerTicker(timer: timer)
  }

  private struct TimerTicker: Ticker {
    let timer: any DispatchSourceTimer
    func stop() { timer.cancel() }
  }
}
