/// Back at 97 % of burst speed, twice running.
private let recovered = 0.97
/// Trials that begin in this time are the burst; the fastest of them is never below the burst speed of the analysis.
private let burstSeconds = 60.0
private let probePromptTokens = 32

extension Recovery {
  /// Short unscored trials after a soak, until two in a row are as fast as its beginning or the limit is reached. The analysis
  /// decides by itself from these trials when the phone had recovered.
  func wait(
    after step: Step, load: [TrialTimes], idle: (Double) throws -> Void, run: (Step, Int) throws -> TrialTimes
  ) throws {
    guard let first = load.first else { return }
    let burst = load.filter { $0.start < first.start.after(seconds: burstSeconds) }.map(\.rate).max() ?? 0
    let tokens = max(8, min(step.generateTokens, wholeTokens(burst * probeSeconds)))
    let probe = Step(
      name: "recovery", prompt: .synthetic(tokens: probePromptTokens, seed: 0), generateTokens: tokens, repetitions: 1,
      forSeconds: nil, scored: false)
    var (repetition, waited, good) = (0, everySeconds, 0)
    while good < 2 && waited <= limitSeconds {
      try idle(everySeconds)
      good = try run(probe, repetition).rate >= recovered * burst ? good + 1 : 0
      repetition += 1
      waited += everySeconds
    }
  }
}

/// To the nearest, halves up; no more than any context holds.
private func wholeTokens(_ tokens: Double) -> Int { Int(min(1e9, (tokens + 0.5).rounded(.down))) }
