extension Launch {
  /// Warm-up, then every step of the plan; after a soak the way back to full speed.
  func runSteps(_ model: OpenModel) throws {
    if plan.steps.contains(where: { $0.bench == nil }) { _ = try runTrial(model, .warmUp, repetition: 0) }
    checkpoint(.afterWarmUp)
    try probe(.start)
    for step in plan.steps {
      if let shape = step.bench { _ = try runTrial(model, step.warmUp(of: shape), repetition: 0) }
      try run(step, model)
    }
    try probe(.end)
    checkpoint(.endOfSuite)
  }

  private func run(_ step: Step, _ model: OpenModel) throws {
    let until = step.forSeconds.map { home.clock.now().after(seconds: $0) }
    let conversation = Conversation(step, contextTokens: plan.engine.contextTokens)
    var load: [TrialTimes] = []
    while until.map({ home.clock.now() < $0 }) ?? (load.count < step.repetitions) {
      load.append(try runTrial(model, step, repetition: load.count, in: conversation))
    }
    guard let recovery = step.recovery, let idle = home.idle else { return }
    try recovery.wait(after: step, load: load, idle: idle) { try runTrial(model, $0, repetition: $1) }
  }

  /// The fixed micro-workload, timed.
  private func probe(_ occasion: Event.Occasion) throws {
    guard let work = home.probe else { return }
    let startedAt = home.clock.now()
    try work()
    events.add(.probe(at: occasion, durationUs: home.clock.now() - startedAt, coldUs: plan.probe?.coldUs))
  }

  /// One trial: empties the cache, but for a conversation that goes on, measures, and hands the lines to the log after the window has closed.
  func measure(_ trial: Trial, _ open: OpenModel) throws -> TrialTimes {
    let model = open.model
    if trial.startsAnew { model.clear() }
    try home.windowOpened(trial.number)
    let outcome = Result { try generate(trial, open) }
    try home.windowClosed(trial.number)
    let window = try outcome.get()
    events.add(.trialStarted(trial, window), at: window.start)
    events.add(.tokens(trial, window), at: window.start)
    sampler.drain(to: events, trial: running)
    var counters = model.counters()
    if let cpuUs = window.cpuUs {
      counters = counters ?? EngineCounters()
      counters?.set("cpuUs", Double(cpuUs))
    }
    events.add(.trialFinished(trial, window, counters: counters))
    return TrialTimes(start: window.start, deltasUs: window.deltasUs)
  }

  private func generate(_ trial: Trial, _ open: OpenModel) throws -> TokenWindow {
    switch (open, trial.step.bench) {
    case (.tokens(let model), let shape?):
      try .measure(shape, trial, model, home: home, settings: plan.engine)
    case (.tokens(let model), nil):
      try .measure(trial, model, home: home, context: plan.engine.contextTokens)
    case (.text, _?):
      throw AgentError("RAW_PATH_MISSING", "this engine cannot decode without sampling")
    case (.text, nil) where trial.conversation != nil:
      throw AgentError("CONVERSATION_UNSUPPORTED", "\(home.engine.name) keeps no context from turn to turn")
    case (.text(let model), nil):
      try .measure(trial, model, clock: home.clock)
    }
  }
}
