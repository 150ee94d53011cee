import Foundation

/// `hello.json`: what an app tells of itself and its phone where it was asked to run and found no plan.
public struct Hello {
  let identity: Identity
  let environment: EnvironmentReading
  let memory: MemoryReading
  let engine: String

  /// What the sensors read now; `engine` is the engine's name and version.
  public init(sensors: any Sensors, engine: String) {
    identity = sensors.identity()
    environment = sensors.environment()
    memory = sensors.memory()
    self.engine = engine
  }

  /// Replaces the file whole.
  public func write(to file: URL) throws {
    let document = JSON.fields([
      "v": JSON(Plan.version), "agent": .string(AgentName.current), "engine": .string(engine),
    ])
    .adding(identity.json)
    .adding(["environment": environment.json, "memory": memory.json])
    try Data((document.text + "\n").utf8).write(to: file, options: .atomic)
  }
}
