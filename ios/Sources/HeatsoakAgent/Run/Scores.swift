import Foundation

/// How probable the model finds the prompt of a step: an event of its own, computed after all timed trials, for it is slow.
func scores(of step: Step, model: any TokenModel, seed: Int, context: Int) throws -> Event {
  let ids = try step.prompt.ids(seed: seed, model: model, room: context, count: 0)
  var logProbabilities: [Double?] = []
  var likeliest: [Int32] = []
  try model.score(ids) { index, row in
    // What comes after the last id is not part of the prompt.
    guard index + 1 < ids.count else { return }
    logProbabilities.append(rounded(row[Int(ids[index + 1])]))
    likeliest.append(Int32(highest(of: row)))
  }
  guard logProbabilities.count == ids.count - 1 else {
    throw AgentError("SCORES_MISSING", "the engine gave \(logProbabilities.count) of \(ids.count - 1) probabilities")
  }
  return .scores(case: step.name, ids: ids, logProbabilities: logProbabilities, likeliest: likeliest)
}

/// Six digits are far below the difference between two back ends; minus infinity has no JSON.
private func rounded(_ logProbability: Float) -> Double? {
  logProbability.isFinite ? (Double(logProbability) * 1e6 + 0.5).rounded(.down) / 1e6 : nil
}
