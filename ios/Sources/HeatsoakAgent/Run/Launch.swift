/// One launch of the agent: load, warm up, every step of the plan, the end. All on the calling thread.
public final class Launch {
  let plan: Plan
  let modelPath: String
  let home: Home
  let events: EventWriter
  let sampler: MemorySampler
  private let folder: any LaunchFolder
  private var trial = 0
  /// Nil before the first.
  private(set) var running: RunningTrial?
  /// Trials in a row that failed and let the launch go on.
  private var failures = 0

  /// A server that fails so often in a row is gone, and the rest of the plan would only wait for it.
  private static let mostFailures = 3

  /// A launch that logs to `folder`; `modelPath` is where the plan's model lies here.
  public init(plan: Plan, modelPath: String, folder: any LaunchFolder, home: Home) {
    self.plan = plan
    self.modelPath = modelPath
    self.folder = folder
    self.home = home
    events = EventWriter(clock: home.clock, folder: folder)
    sampler = MemorySampler(clock: home.clock, sensors: home.sensors, intervalMs: plan.memoryIntervalMs)
  }

  /// Runs the plan. A failure is a fault event and a `failed` status; the lines of all finished trials are on disk by then.
  /// Returns whether the launch finished.
  public func run() -> Bool {
    defer { sampler.stop() }
    do {
      try start()
      try refuseOtherLimit()
      let model = try load()
      try refuseOtherModel()
      try runSteps(model)
      // What is seen from here on falls in no trial.
      running = nil
      try end(model)
      try write(.finished)
      return true
    } catch {
      sampler.drain(to: events, trial: running)
      events.add(.fault(.of(error), trial: trial))
      // A disk that takes neither line has nothing to be told.
      try? events.flush()
      try? write(.failed)
      return false
    }
  }

  /// Leaves a log that says why a launch could not be begun, such as a plan that cannot be read.
  public static func refuse(_ error: any Error, launch: String, folder: any LaunchFolder, home: Home) throws {
    let events = EventWriter(clock: home.clock, folder: folder)
    events.add(.agentStarted(home.sensors.identity(), clock: home.clock, launch: launch, run: nil))
    events.add(.fault(.of(error), trial: 0))
    try events.flush()
    try folder.write(AgentStatus(state: .failed, launch: launch, trial: 0, trials: nil, heartbeat: home.clock.now()))
  }

  private func start() throws {
    events.add(
      .agentStarted(home.sensors.identity(), clock: home.clock, launch: plan.launch, run: plan.run))
    events.add(.environment(home.sensors.environment(), at: .start))
    checkpoint(.launch)
    try events.flush()
    try write(.loading)
  }

  /// Two readings are added, and the app allocates between them: a hundredth, or a page where that is more.
  private static let limitTolerance = 0.01
  private static let pageBytes = 16.0 * 1024

  /// An entitlement that re-signing stripped lowers the limit: nothing measured under it would say what was asked.
  private func refuseOtherLimit() throws {
    let memory = home.sensors.memory()
    // Nothing left says that the limit was passed, not where it lies.
    guard let expected = plan.expected?.memoryLimitBytes, let available = memory.availableBytes, available > 0 else {
      return
    }
    let found = memory.footprintBytes + available
    if abs(Double(found) - expected) <= max(Self.pageBytes, expected * Self.limitTolerance) { return }
    throw AgentError(
      "MEMORY_LIMIT_DIFFERS", "the limit is \(found) bytes, expected were \(JSON.number(expected).text)")
  }

  /// The file is read once a launch: after the load, whose time and memory it would change, and before the warm-up, which reads every
  /// weight anyway. What another model would answer is never measured.
  private func refuseOtherModel() throws {
    guard let planned = plan.model.sha256, let digest = home.digest else { return }
    let found = try digest(modelPath, plan.model.files)
    events.add(.modelDigest(found))
    if found != planned { throw AgentError("MODEL_NOT_PLANNED", "the model here is \(found), planned was \(planned)") }
  }

  /// One trial, logged and on the disk when it returns.
  func runTrial(
    _ model: OpenModel, _ step: Step, repetition: Int, in conversation: Conversation? = nil
  ) throws -> TrialTimes {
    try endIfCancelled()
    running = RunningTrial(number: trial, start: home.clock.now())
    let times = try orFault {
      try measure(
        Trial(
          number: trial, step: step, repetition: repetition, seed: plan.seed &+ repetition, conversation: conversation),
        model)
    }
    trial += 1
    try events.flush()
    try write(.running)
    try endIfCancelled()
    return times
  }

  /// What was measured until then is in the log, the trial that was cut among it.
  private func endIfCancelled() throws {
    if home.isCancelled() { throw AgentError("LAUNCH_CANCELLED", "the launch was asked to end") }
  }

  /// A failure on the way ends its trial only, and is a fault event.
  private func orFault(_ run: () throws -> TrialTimes) throws -> TrialTimes {
    do {
      let times = try run()
      failures = 0
      return times
    } catch let fault as TrialFault {
      failures += 1
      if failures >= Self.mostFailures { throw fault }
      sampler.drain(to: events, trial: running)
      events.add(.fault(fault.error, trial: trial))
      return TrialTimes(start: home.clock.now(), deltasUs: [])
    }
  }

  @discardableResult
  func checkpoint(_ at: Event.Checkpoint) -> MemoryReading {
    let memory = home.sensors.memory()
    events.add(.checkpoint(at, memory))
    return memory
  }

  private func write(_ state: AgentStatus.State) throws {
    try folder.write(
      AgentStatus(
        state: state, launch: plan.launch, trial: trial, trials: plan.plannedTrials, heartbeat: home.clock.now()))
  }
}
