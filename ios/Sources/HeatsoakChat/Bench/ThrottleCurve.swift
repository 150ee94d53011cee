import HeatsoakAgent

/// Decode speed second by second over the load of a launch, and how hot the phone said that it was.
public struct ThrottleCurve: Sendable, Equatable {
  /// One second of decoding.
  public struct Point: Sendable, Equatable {
    /// When it began, seconds since the load did: prefill between trials is load too, and heats.
    public let atSecond: Double
    /// In this second.
    public let tokensPerSecond: Double
  }

  /// A stretch in which the phone said one thermal state.
  public struct Heat: Sendable, Equatable {
    /// What it said.
    public let state: ThermalState
    /// Seconds since the load began.
    public let from: Double
    /// Seconds since the load began.
    public let to: Double
  }

  /// A second that is this close to whole is over: less than a token's rounding.
  private static let whole = 1 - 1e-12

  /// In order.
  public private(set) var points: [Point] = []
  /// In order and without gaps, from the beginning of the load to its last token.
  public private(set) var heat: [Heat] = []
  /// Of the load so far.
  public private(set) var seconds = 0.0

  /// Of the scored trials that have ended. The cumulative token count at each second's edges, linear between token times;
  /// prefill is cut out of the speeds, but not out of the time they stand at.
  public init(_ log: BenchLog) {
    let trials = log.trials.filter { $0.isScored && $0.isFinished && !$0.deltasUs.isEmpty }
    guard let first = trials.first, let last = trials.last else { return }
    let startUs = Double(first.startUs)
    for trial in trials {
      for step in trial.handOvers.dropFirst() {
        add((step.startUs - startUs) / 1e6, step.durationUs / 1e6, step.tokens)
      }
    }
    seconds = (Double(last.startUs + last.deltasUs.reduce(0, +)) - startUs) / 1e6
    heat = Self.heat(log.thermal, startUs: startUs, seconds: seconds)
  }

  private var began = 0.0
  private var elapsed = 0.0
  private var tokens = 0.0

  /// Spreads the tokens of each hand-over evenly over the time they took.
  private mutating func add(_ atSecond: Double, _ seconds: Double, _ tokens: Double) {
    var left = seconds
    while left > 0 {
      let part = min(left, 1 - elapsed)
      if elapsed == 0 { began = atSecond + seconds - left }
      self.tokens += tokens * part / seconds
      elapsed += part
      left -= part
      if elapsed >= Self.whole {
        points.append(Point(atSecond: began, tokensPerSecond: self.tokens))
        (elapsed, self.tokens) = (0, 0)
      }
    }
  }

  private static func heat(_ marks: [BenchLog.ThermalMark], startUs: Double, seconds: Double) -> [Heat] {
    var found: [Heat] = []
    for (index, mark) in marks.enumerated() {
      let next = index + 1 < marks.count ? (Double(marks[index + 1].us) - startUs) / 1e6 : seconds
      let (from, to) = (max(0, (Double(mark.us) - startUs) / 1e6), min(next, seconds))
      if from < to { found.append(Heat(state: mark.state, from: from, to: to)) }
    }
    return found
  }

  /// Median speed of the first minute and of the last: what a reader compares.
  public var summary: (start: Double, now: Double)? {
    let early = points.filter { $0.atSecond < 60 }.map(\.tokensPerSecond).sorted()
    let late = points.filter { $0.atSecond >= seconds - 60 }.map(\.tokensPerSecond).sorted()
    guard let start = Self.median(early), let now = Self.median(late) else { return nil }
    return (start, now)
  }

  private static func median(_ sorted: [Double]) -> Double? {
    if sorted.isEmpty { return nil }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
