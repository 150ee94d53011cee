/// `status.json`: a few bytes for cheap polling outside measured windows.
public struct AgentStatus: Sendable, Equatable {
  /// How far a launch is.
  public enum State: String, Sendable {
    case loading
    case running
    case finished
    case failed
  }

  /// How far the launch is.
  public let state: State
  /// Its id, from the plan.
  public let launch: String
  /// Trials that are over.
  public let trial: Int
  /// Trials that the plan has, warm-ups counted; nil where a step runs for a time.
  public let trials: Int?
  /// When this was written, on the agent's clock.
  public let heartbeat: Moment

  var json: JSON {
    [
      "v": JSON(Plan.version), "state": .string(state.rawValue), "launch": .string(launch), "trial": JSON(trial),
      "trials": JSON(trials), "heartbeatUs": .int(heartbeat.microseconds),
    ]
  }
}
