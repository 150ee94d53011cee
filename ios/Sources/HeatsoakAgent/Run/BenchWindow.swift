extension TokenWindow {
  /// One repetition as llama-bench does it: cache emptied, depth decoded, then the window: the prompt in batches, and token by
  /// token. Ids are random over the whole vocabulary and never sampled. Throws `RAW_PATH_MISSING` where there is no such path.
  static func measure(
    _ shape: BenchShape, _ trial: Trial, _ model: any TokenModel, home: Home, settings: EngineSettings
  ) throws -> TokenWindow {
    guard let decoder = model.raw else {
      throw AgentError("RAW_PATH_MISSING", "this engine cannot decode without sampling")
    }
    try refuseTooLong(shape, settings)
    var random = SeededRandom(seed: trial.seed &+ trial.step.prompt.seed)
    let draw = { (count: Int) in (0..<count).map { _ in Int32(random.below(model.vocabularySize)) } }
    let (depth, prompt, generated) = (draw(shape.depthTokens), draw(shape.promptTokens), draw(shape.generateTokens))
    decoder.clear()
    defer { decoder.clear() }
    var row = BenchRow(decoder: decoder, batchTokens: shape.batchTokens, ubatchTokens: settings.batchTokens)
    try row.decodePrompt(depth, position: 0) { _ in }
    let clock = home.clock
    let cpuBefore = home.sensors.cpuUs()
    let start = clock.now()
    var last = start
    var deltasUs: [Int64] = []
    deltasUs.reserveCapacity(prompt.count + generated.count)
    // Ids of one call share its stamp.
    let stamp = { (ids: Int) in
      let now = clock.now()
      deltasUs.append(now - last)
      for _ in 1..<max(1, ids) { deltasUs.append(0) }
      last = now
    }
    try row.decodePrompt(prompt, position: depth.count, stamp)
    try row.decodeTokens(generated, position: depth.count + prompt.count, stamp)
    let cpuAfter = home.sensors.cpuUs()
    // The depth is in the cache on purpose, and counts as such.
    return TokenWindow(
      promptTokens: depth.count + prompt.count, generatedTokens: generated.count, cachedTokens: depth.count,
      finishReason: .length, start: start, deltasUs: deltasUs, ids: prompt + generated,
      isBundled: prompt.count > 1, cpuUs: difference(cpuBefore, cpuAfter))
  }

  private static func refuseTooLong(_ shape: BenchShape, _ settings: EngineSettings) throws {
    let prompt = shape.depthTokens &+ shape.promptTokens
    if prompt &+ shape.generateTokens > settings.contextTokens {
      throw AgentError.tooLong(prompt: prompt, count: shape.generateTokens, context: settings.contextTokens)
    }
  }
}

/// llama.cpp would split a batch into the same parts; here each part is a call, so that each gets a stamp.
private struct BenchRow {
  let decoder: any RawDecoder
  let batchTokens: Int
  let ubatchTokens: Int

  mutating func decodePrompt(_ ids: [Int32], position: Int, _ stamp: (Int) -> Void) throws {
    for batch in stride(from: 0, to: ids.count, by: batchTokens) {
      let batchEnd = min(batch + batchTokens, ids.count)
      for from in stride(from: batch, to: batchEnd, by: ubatchTokens) {
        let to = min(from + ubatchTokens, batchEnd)
        try decoder.decode(ids[from..<to], position: position + from, withLogits: to == batchEnd)
        stamp(to - from)
      }
    }
  }

  func decodeTokens(_ ids: [Int32], position: Int, _ stamp: (Int) -> Void) throws {
    for index in ids.indices {
      try decoder.decode(ids[index...index], position: position + index, withLogits: true)
      stamp(1)
    }
  }
}
