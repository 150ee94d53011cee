/// A model of one of the two kinds.
enum OpenModel {
  case tokens(any TokenModel)
  case text(any TextModel)

  var model: any LoadedModel {
    switch self {
    case .tokens(let model): model
    case .text(let model): model
    }
  }
}

/// What loading a model took.
struct Load {
  let engine: any Engine
  let facts: ModelFacts
  let cold: Bool?
  let us: Int64
  let before: MemoryReading
  let after: MemoryReading
}

extension Launch {
  func load() throws -> OpenModel {
    let before = home.sensors.memory()
    events.add(.checkpoint(.beforeLoad, before))
    let startedAt = home.clock.now()
    let model = try open()
    let us = home.clock.now() - startedAt
    let after = home.sensors.memory()
    let load = Load(
      engine: home.engine.engine, facts: model.model.facts, cold: home.isColdLoad, us: us, before: before, after: after)
    events.add(.modelLoaded(load, plan: plan))
    events.add(.checkpoint(.afterLoad, after))
    sampler.drain(to: events, trial: running)
    try events.flush()
    return model
  }

  private func open() throws -> OpenModel {
    switch home.engine {
    case .tokens(let engine): return .tokens(try engine.load(path: modelPath, settings: plan.engine))
    case .text(let engine):
      let (path, settings) = (modelPath, plan.engine)
      return .text(try waiting { try await engine.load(path: path, settings: settings) })
    }
  }

  /// What is slow and what would warm pages waits until the last trial is over.
  func end(_ open: OpenModel) throws {
    for step in plan.steps where step.score && !step.prompt.isConversation {
      // Probabilities need ids.
      guard case .tokens(let model) = open else {
        throw AgentError("SCORES_MISSING", "an engine that tells text only gives no probabilities")
      }
      events.add(try scores(of: step, model: model, seed: plan.seed, context: plan.engine.contextTokens))
    }
    open.model.close()
    checkpoint(.afterUnload)
    home.sensors.refresh()
    sampler.tell(events)
    events.add(.environment(home.sensors.environment(), at: .end))
    events.add(.agentFinished(events: events.count + 1))
    try events.flush()
  }
}
