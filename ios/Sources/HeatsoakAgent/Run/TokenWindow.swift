/// One trial of a plan.
struct Trial {
  /// Counts all trials of a launch, from 0.
  let number: Int
  let step: Step
  let repetition: Int
  /// Draws a synthetic prompt's ids, together with the prompt's own.
  let seed: Int
  /// What was said before, in a step that is one.
  let conversation: Conversation?

  /// Whether the cache is emptied before it.
  var startsAnew: Bool { conversation == nil || repetition == 0 }

  var plannedTokens: Int { step.bench?.generateTokens ?? step.generateTokens }

  var json: JSON {
    [
      "trial": JSON(number), "case": .string(step.name), "repetition": JSON(repetition), "scored": .bool(step.scored),
    ]
  }
}

/// What a trial left: t0 before tokenisation, one stamp a token, nothing else in between.
struct TokenWindow {
  var promptTokens: Int
  /// Of a text, as it was tokenised; nil where ids were made up, or where nobody sees them.
  var promptIds: [Int32]?
  var generatedTokens: Int
  /// Nil where the engine does not tell.
  var cachedTokens: Int?
  var finishReason: FinishReason
  var start: Moment
  /// One a token; one a chunk of text where ids are unknown.
  var deltasUs: [Int64]
  /// Nil where the engine tells text only.
  var ids: [Int32]?
  var isBundled: Bool
  /// Processor time of the window; a neighbour on a busy machine does not add to it.
  var cpuUs: Int64?
}

/// Stamps one after another. They are kept as they were read, so that nothing is computed inside a window.
struct Stamps {
  private var moments: [Moment] = []

  /// Room for so many, as far as it is sane to reserve it.
  init(expecting count: Int) { moments.reserveCapacity(min(count, 1 << 16) + 1) }

  mutating func append(_ moment: Moment) { moments.append(moment) }

  /// Microseconds from each stamp to the next.
  var deltasUs: [Int64] { zip(moments, moments.dropFirst()).map { $1 - $0 } }
}

extension TokenWindow {
  /// Generates once on the calling thread and stamps what comes.
  static func measure(_ trial: Trial, _ model: any TokenModel, home: Home, context: Int) throws -> TokenWindow {
    let step = trial.step
    let draw = { try idsRead(by: trial, model, context: context) }
    let synthetic = step.prompt.isSynthetic ? try draw() : nil
    let (clock, isCancelled) = (home.clock, home.isCancelled)
    var stamps = Stamps(expecting: step.generateTokens)
    var ids: [Int32] = []
    ids.reserveCapacity(min(step.generateTokens, 1 << 16))
    let cpuBefore = home.sensors.cpuUs()
    let start = clock.now()
    stamps.append(start)
    let prompt = try synthetic ?? draw()
    try model.generate(prompt, count: step.generateTokens) { id in
      stamps.append(clock.now())
      ids.append(id)
      return !isCancelled()
    }
    let cpuAfter = home.sensors.cpuUs()
    trial.conversation?.answered(ids)
    let isWhole = ids.count == step.generateTokens
    return TokenWindow(
      promptTokens: prompt.count, promptIds: synthetic == nil ? prompt : nil, generatedTokens: ids.count,
      cachedTokens: model.cachedTokens, finishReason: isWhole ? .length : isCancelled() ? .cancelled : .stop,
      start: start, deltasUs: stamps.deltasUs, ids: ids, isBundled: model.isBundled,
      cpuUs: difference(cpuBefore, cpuAfter))
  }
}

extension TokenWindow {
  /// Ids that a trial reads; in a conversation all that was said, whose beginning stays in the cache.
  private static func idsRead(by trial: Trial, _ model: any TokenModel, context: Int) throws -> [Int32] {
    let step = trial.step
    guard let conversation = trial.conversation else {
      return try step.prompt.ids(seed: trial.seed, model: model, room: context, count: step.generateTokens)
    }
    let ids = try conversation.ask(trial.repetition, model)
    _ = try model.reuse(ids)
    try Prompt.refuseTooLong(ids.count, step.generateTokens, context)
    return ids
  }
}

/// What was used between two readings; nil where one of them could not be read.
func difference(_ before: Int64?, _ after: Int64?) -> Int64? {
  guard let before, let after else { return nil }
  return after - before
}
