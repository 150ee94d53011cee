/// One event of the log, before the writer gives it version, sequence number and time.
struct Event {
  let type: String
  let fields: JSON

  private init(_ type: String, _ fields: JSON) {
    self.type = type
    self.fields = fields
  }

  /// `launch` and `run` as the plan names them; nil for the run of an older plan, or of one that cannot be read.
  static func agentStarted(
    _ identity: Identity, clock: any MonotonicClock, launch: String, run: String?
  ) -> Event {
    Event(
      "agent.started",
      .fields(["agent": .string(AgentName.current), "launch": .string(launch)])
        .adding(run.map { ["run": .string($0)] } ?? [:])
        .adding([
          "wallClock": .string(clock.wallClock()),
          "clock": ["name": .string(clock.name), "resolutionUs": .number(clock.resolutionUs)],
        ])
        .adding(identity.json))
  }

  /// When the environment was read.
  enum Occasion: String {
    case start
    case change
    case end
  }

  static func environment(_ reading: EnvironmentReading, at occasion: Occasion) -> Event {
    Event("environment", .fields(["at": .string(occasion.rawValue)]).adding(reading.json))
  }

  /// Named moments at which memory is read besides the series.
  enum Checkpoint: String {
    case launch
    case beforeLoad = "before-load"
    case afterLoad = "after-load"
    case afterWarmUp = "after-warm-up"
    case endOfSuite = "end-of-suite"
    case afterUnload = "after-unload"
  }

  static func checkpoint(_ at: Checkpoint, _ memory: MemoryReading) -> Event {
    Event("checkpoint", .fields(["at": .string(at.rawValue)]).adding(memory.json))
  }

  static func modelDigest(_ sha256: String) -> Event { Event("model.digest", ["sha256": .string(sha256)]) }

  static func thermal(_ state: ThermalState) -> Event { Event("thermal", ["state": .string(state.rawValue)]) }

  static func memory(_ columns: MemoryColumns, kernelPeakBytes: Int64?) -> Event {
    Event("memory", columns.json.adding(["kernelPeakBytes": JSON(kernelPeakBytes)]))
  }

  static func probe(at occasion: Occasion, durationUs: Int64, coldUs: Double?) -> Event {
    Event(
      "probe", ["at": .string(occasion.rawValue), "durationUs": .int(durationUs), "coldUs": JSON(coldUs)])
  }

  static func scores(case name: String, ids: [Int32], logProbabilities: [Double?], likeliest: [Int32]) -> Event {
    Event(
      "scores",
      [
        "case": .string(name), "ids": .column(ids.map(Int64.init)),
        "logProbabilities": .array(logProbabilities.map { JSON($0) }),
        "likeliest": .column(likeliest.map(Int64.init)),
      ])
  }

  /// `trial` is nil for what fell in none.
  static func fault(_ error: AgentError, trial: Int?) -> Event {
    Event("fault", ["code": .string(error.code), "message": .string(error.message), "trial": JSON(trial)])
  }

  /// `events` counts this one too.
  static func agentFinished(events: Int) -> Event { Event("agent.finished", ["events": JSON(events)]) }
}

extension Event {
  static func modelLoaded(_ load: Load, plan: Plan) -> Event {
    Event(
      "model.loaded",
      .fields([
        "sha256": JSON(plan.model.sha256), "engine": .string(load.engine.name),
        "engineVersion": .string(load.engine.version), "backend": .string(load.facts.backend),
        "backendRequested": .string(plan.engine.backend), "settings": plan.engine.json, "cold": JSON(load.cold),
        "loadUs": .int(load.us), "footprintBeforeBytes": .int(load.before.footprintBytes),
        "footprintAfterBytes": .int(load.after.footprintBytes),
        "metalAllocatedBytes": JSON(load.facts.metalAllocatedBytes ?? load.after.metalAllocatedBytes),
        "compileFlags": JSON(load.engine.compileFlags), "gpuLayers": JSON(load.facts.gpuLayers),
      ])
      .adding(load.facts.json))
  }

  /// A trial's identity, as both of its ends and the log's reader know it.
  static func trialStarted(_ trial: Trial, _ window: TokenWindow) -> Event {
    Event(
      "trial.started",
      trial.json
        .adding(["promptTokens": JSON(window.promptTokens), "plannedTokens": JSON(trial.plannedTokens)])
        .adding(promptRead(trial, window) ?? [:])
        .adding(trial.step.bench.map { ["bench": $0.json] } ?? [:]))
  }

  /// What the first trial of a case read, where that is a text.
  private static func promptRead(_ trial: Trial, _ window: TokenWindow) -> JSON? {
    guard trial.repetition == 0, let ids = window.promptIds else { return nil }
    guard let text = trial.step.prompt.renderedText else { return nil }
    return ["prompt": ["text": .string(text), "ids": .column(ids.map(Int64.init))]]
  }

  static func tokens(_ trial: Trial, _ window: TokenWindow) -> Event {
    Event(
      "tokens",
      .fields([
        "trial": JSON(trial.number), "t0": .int(window.start.microseconds), "deltasUs": .column(window.deltasUs),
      ])
      .adding(window.ids.map { ["ids": .column($0.map(Int64.init))] } ?? [:])
      .adding(["bundled": .bool(window.isBundled)]))
  }

  static func trialFinished(_ trial: Trial, _ window: TokenWindow, counters: EngineCounters?) -> Event {
    Event(
      "trial.finished",
      trial.json.adding([
        "promptTokens": JSON(window.promptTokens), "cachedTokens": JSON(window.cachedTokens),
        "generatedTokens": JSON(window.generatedTokens), "finishReason": .string(window.finishReason.rawValue),
        "engineStats": counters?.json ?? .null,
      ]))
  }
}
