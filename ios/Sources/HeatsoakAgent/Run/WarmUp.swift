extension Step {
  /// Before prompted steps: enough tokens to touch every weight in both phases.
  static let warmUp = Step(
    name: "warm-up", prompt: .synthetic(tokens: 32, seed: 0), generateTokens: 8, repetitions: 1, forSeconds: nil,
    scored: false)

  /// Before each row as llama-bench does it: the prompt whole, and one token.
  func warmUp(of shape: BenchShape) -> Step {
    var step = Step(
      name: "warm-up", prompt: prompt, generateTokens: generateTokens, repetitions: 1, forSeconds: forSeconds,
      scored: false)
    step.bench = BenchShape(
      promptTokens: shape.promptTokens, generateTokens: min(1, shape.generateTokens), depthTokens: 0,
      batchTokens: shape.batchTokens)
    return step
  }
}

extension Plan {
  /// Trials of a launch, warm-ups counted: one before prompted steps, one before each row of llama-bench. Nil where a step runs
  /// for a time, since nobody knows how often it will.
  var plannedTrials: Int? {
    if steps.contains(where: { $0.forSeconds != nil }) { return nil }
    let rows = steps.count { $0.bench != nil }
    let warmUps = rows + (rows < steps.count ? 1 : 0)
    return steps.reduce(warmUps) { $0 &+ $1.repetitions }
  }
}
