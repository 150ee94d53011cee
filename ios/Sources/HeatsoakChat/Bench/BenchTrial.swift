/// One trial as the log tells it, with the numbers that the report computes from the same lines.
public struct BenchTrial: Sendable, Equatable, Identifiable {
  /// Tokens that the engine gave at one moment, and the time that it took for them; µs.
  struct HandOver: Equatable {
    let startUs: Double
    let durationUs: Double
    let tokens: Double
  }

  /// In a bundled trial an entry shorter than this share of the mean one came with the entry before it.
  private static let shareOfMean = 0.5

  /// In the order of the launch.
  public let number: Int
  /// The case of the suite.
  public let name: String
  /// Whether it counts.
  public let isScored: Bool
  /// Prompt submitted, µs since the agent's start.
  public var startUs: Int64 = 0
  /// First entry: time to the first token; then one entry a token, or one a chunk of text.
  public var deltasUs: [Int64] = []
  /// Whether several tokens may have come at once.
  public var isBundled = false
  /// The engine's own count; nil until the trial has ended.
  public var generatedTokens: Int?
  /// Prompt tokens from a cache; nil where the engine does not tell.
  public var cachedTokens: Int?
  /// Whether it has ended.
  public var isFinished = false

  /// Its number.
  public var id: Int { number }

  /// Time to the first token.
  public var firstTokenMs: Double? { deltasUs.first.map { Double($0) / 1000 } }

  /// Decode speed, (N − 1) / (tN − t1); of bundles what came after the first one. Nil where no time passed after the first token.
  public var tokensPerSecond: Double? {
    let decoded = handOvers.dropFirst()
    let us = decoded.reduce(0) { $0 + $1.durationUs }
    return us > 0 ? decoded.reduce(0) { $0 + $1.tokens } / (us / 1e6) : nil
  }

  /// In order; the first one holds the prefill.
  var handOvers: [HandOver] {
    let perEntry = generatedTokens.map { Double($0) / Double(max(1, deltasUs.count)) } ?? 1
    let decodeUs = Double(deltasUs.dropFirst().reduce(0, +))
    let togetherUs = isBundled ? Self.shareOfMean * decodeUs / Double(max(1, deltasUs.count - 1)) : -1
    var found: [HandOver] = []
    var (startUs, next) = (Double(self.startUs), 0)
    while next < deltasUs.count {
      var durationUs = Double(deltasUs[next])
      var entries = 1.0
      next += 1
      while next < deltasUs.count, Double(deltasUs[next]) <= togetherUs {
        durationUs += Double(deltasUs[next])
        entries += 1
        next += 1
      }
      found.append(HandOver(startUs: startUs, durationUs: durationUs, tokens: entries * perEntry))
      startUs += durationUs
    }
    return found
  }
}
