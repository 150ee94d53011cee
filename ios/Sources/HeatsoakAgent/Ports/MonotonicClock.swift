/// A moment of the agent's clock.
public struct Moment: Sendable, Equatable, Comparable {
  /// Nanoseconds since the agent's start.
  public let nanoseconds: Int64

  /// So many nanoseconds after the agent's start.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Whole microseconds since the agent's start, as the log has them.
  public var microseconds: Int64 {
    let (quotient, rest) = (nanoseconds + 500).quotientAndRemainder(dividingBy: 1000)
    return rest < 0 ? quotient - 1 : quotient
  }

  /// The moment `seconds` later.
  func after(seconds: Double) -> Moment { Moment(nanoseconds: nanoseconds + Int64(seconds * 1e9)) }

  /// Whole microseconds between two moments, of their rounded times: errors must not add up over a long soak.
  static func - (later: Moment, earlier: Moment) -> Int64 { later.microseconds - earlier.microseconds }

  /// Earlier than the other.
  public static func < (one: Moment, other: Moment) -> Bool { one.nanoseconds < other.nanoseconds }
}

/// The agent's one monotonic clock. A phone's is real; a virtual phone's is moved by its physics.
public protocol MonotonicClock: Sendable {
  /// The system's own name for it.
  var name: String { get }
  /// Of the times in the log, microseconds.
  var resolutionUs: Double { get }
  /// Now.
  func now() -> Moment
  /// UTC now, ISO 8601; read once, for display.
  func wallClock() -> String
  /// Calls back each `milliseconds` of this clock's time, on a thread of the clock's choice, until the result is stopped.
  func every(milliseconds: Double, _ callback: @escaping @Sendable () -> Void) -> any Ticker
}

/// What a clock calls again and again.
public protocol Ticker {
  /// No call begins after this.
  func stop()
}
